"""Reads a request's JSON body, within limits."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest

from tools.http.problems import Problem

MOST_BYTES = 1024 * 1024


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The body's JSON object. Raises Problem: 415 for another content type, 413 when it is too large, else 400.

    The content type isn't pedantry: a foreign web page can make a browser send forms and plain text to us without
    asking, but not JSON.
    """
    if request.content_type != "application/json":
        message = f"Send JSON, with the header 'Content-Type: application/json'; this was {request.content_type!r}."
        raise Problem(415, "unsupported_media_type", message)
    return parse_json(request.body)


def parse_json(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Problem: 413 when it is too large, else 400."""
    if len(body) > MOST_BYTES:
        raise Problem(413, "too_large", f"The request's body may have at most {MOST_BYTES:,} bytes.")
    try:
        data = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid_json", "The request's body isn't valid JSON.") from error
    if not isinstance(data, dict):
        raise Problem(400, "invalid_json", "The request's body must be a JSON object.")
    return data


def _refuse(constant: str) -> NoReturn:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(constant)
