"""The one place where tests look at errors: every error path of /api and /v1 goes through `assert_problem`."""

from __future__ import annotations

import json
from typing import Any


def assert_problem(answer: Any, status: int, code: str, *, field: str | None = None, says: str = "") -> dict[str, Any]:
    """Hold an error answer (Django's or requests') to the shape of /api, or of /v1 if that was asked; give its body.

    `field` is the input that must be named, None for none; `says` is a part of the message.
    """
    body = json.loads(answer.content)
    assert answer.status_code == status, body
    assert answer.headers["Content-Type"].startswith("application/json")
    assert set(body) == {"error"}
    error = body["error"]
    if _asked(answer).startswith("/v1/"):
        assert set(error) == {"message", "type", "param", "code"}
        assert error["param"] == field
        assert error["type"] == _openai_type(status, code)
        assert answer.headers["x-request-id"]
    else:
        assert error.get("field") == field, error
        assert set(error) >= {"code", "message"}
    assert error["code"] == code, error
    assert says in error["message"]
    assert error["message"].endswith((".", "?"))
    if status in (429, 503):
        assert int(answer.headers["Retry-After"]) > 0
    return error


def _asked(answer: Any) -> str:
    request = answer.request
    return request["PATH_INFO"] if isinstance(request, dict) else request.path_url


def _openai_type(status: int, code: str) -> str:
    if code in ("insufficient_quota", "key_limit_reached"):
        return "insufficient_quota"
    return "server_error" if status >= 500 else "invalid_request_error"
