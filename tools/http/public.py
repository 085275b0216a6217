"""Pages that are the same for everybody: anyone may keep them, and asks again with an ETag."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
SECONDS = 300


def public_page(view: View) -> View:
    """A view whose page names nobody and sets no cookie.

    A nonce would make each copy different and a kept copy wrong, so these pages have none: their policy allows our
    own script files and nothing inline. The other pages' policy goes by nonces (rewind/settings.py).
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.is_public_page = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    cached = cache_control(public=True, max_age=SECONDS)(marked)
    return csp_replace({"script-src": [SELF]})(require_safe(conditional_page(cached)))
