"""GET /v1/models: the text models that this installation serves."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from tools import catalogue
from tools.http.asker import asker
from tools.http.problems import Problem
from tools.v1 import shapes
from tools.v1.errors import error_response


def models(request: HttpRequest) -> JsonResponse:
    """All of them, the default one first."""
    try:
        _check(request)
        return JsonResponse(shapes.listing(catalogue.available("text")))
    except Exception as error:
        return error_response(error)


def model(request: HttpRequest, slug: str) -> JsonResponse:
    """One of them."""
    try:
        _check(request)
        for entry in catalogue.available("text"):
            if entry.slug == slug:
                return JsonResponse(shapes.model(entry))
        raise Problem(404, "model_not_found", f"There is no model named {slug[:100]!r} here.", field="model")
    except Exception as error:
        return error_response(error)


def _check(request: HttpRequest) -> None:
    """Anybody may look, though not with a wrong key."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, "method_not_allowed", "Only GET works here.", headers={"Allow": "GET, HEAD"})
    asker(request)
