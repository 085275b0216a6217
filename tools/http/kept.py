"""Pages that are made once and then kept in memory, packed too, until what they are made of changes."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponse]
MOST = 1_000  # pages of one view; some 30 kB each
_OK = 200


@dataclass(frozen=True, slots=True)
class _Page:
    version: str
    body: bytes
    packed: bytes
    headers: dict[str, str]


def kept(version: Callable[..., str]) -> Callable[[View], View]:
    """Keep what a view answers with 200, for each of our names and each address without its query.

    `version` takes the view's arguments after the request; the page is made anew when what it returns has changed.
    Only for views that look at nothing of the request but its host and path.
    """

    def around(view: View) -> View:
        pages: OrderedDict[tuple[str, str], _Page] = OrderedDict()
        lock = Lock()

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = (request.build_absolute_uri("/"), request.path)
            now = version(*args, **kwargs)
            page = pages.get(key)
            if page is None or page.version != now:
                response = view(request, *args, **kwargs)
                if response.status_code != _OK:
                    return response
                page = _page(response, now)
                with lock:
                    pages[key] = page
                    while len(pages) > MOST:
                        pages.popitem(last=False)
            return _response(page, request)

        return answer

    return around


def _page(response: HttpResponse, version: str) -> _Page:
    body = response.content
    headers = dict(response.items()) | {"ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'}
    return _Page(version, body, gzip.compress(body, compresslevel=9, mtime=0), headers)


def _response(page: _Page, request: HttpRequest) -> HttpResponse:
    """The page as the client wants it. Nothing in it is secret, so packing it gives nothing away."""
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.packed if is_packed else page.body, headers=page.headers)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
