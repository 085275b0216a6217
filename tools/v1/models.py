"""GET /v1/models: the models that this installation serves, of every kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from tools import weights
from tools.catalogue import Model
from tools.http.asker import asker
from tools.http.problems import Problem
from tools.v1.errors import error_response


def models(request: HttpRequest) -> JsonResponse:
    """All of them, kind by kind, the default one of each kind first."""
    try:
        _check(request)
        return JsonResponse({"object": "list", "data": [_shape(entry) for entry in weights.served()]})
    except Exception as error:
        return error_response(error)


def model(request: HttpRequest, slug: str) -> JsonResponse:
    """One of them."""
    try:
        _check(request)
        for entry in weights.served():
            if entry.slug == slug:
                return JsonResponse(_shape(entry))
        raise Problem(404, "model_not_found", f"There is no model named {slug[:100]!r} here.", field="model")
    except Exception as error:
        return error_response(error)


def _shape(entry: Model) -> dict[str, Any]:
    """OpenAI's object. `created` is 0: the catalogue keeps no dates, and the SDKs want a number."""
    owner = (entry.url.partition("huggingface.co/")[2] or entry.source).partition("/")[0] or "rewind"
    return {"id": entry.slug, "object": "model", "created": 0, "owned_by": owner}


def _check(request: HttpRequest) -> None:
    """Anybody may look, though not with a wrong key."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, "method_not_allowed", "Only GET works here.", headers={"Allow": "GET, HEAD"})
    asker(request)
