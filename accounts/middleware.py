"""Sets the visitor's cookie on the way out, and keeps answers made for one caller out of shared caches."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers

from accounts import visitors


class VisitorCookieMiddleware:
    """Asks no database and makes no cookie of itself: only for requests that a view has identified."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._acall(request)
        return _finish(request, self.get_response(request))

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        return _finish(request, await self.get_response(request))


def _finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if hasattr(request, "_principal"):
        patch_vary_headers(response, ("Authorization", "Cookie"))
        patch_cache_control(response, private=True)
    if getattr(request, "session", None) is not None and request.session.accessed and "Cache-Control" not in response:
        add_never_cache_headers(response)  # made for somebody who is signed in, or about to
    visitor = getattr(request, "_new_visitor", None)
    if visitor:
        visitors.write(response, visitor)
    return response
