"""OpenAI's error shape: {"error": {"message", "type", "param", "code"}}."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, JsonResponse

from tools.http.problems import Problem, problem_of

# Our codes where OpenAI has another word for the same.
CODES = {
    "required": "missing_required_parameter",
    "unknown_field": "unknown_parameter",
    "insufficient_tokens": "insufficient_quota",
    "unavailable": "service_unavailable",
}
ENDS = (
    "/v1/chat/completions",
    "/v1/audio/transcriptions",
    "/v1/audio/translations",
    "/v1/images/generations",
    "/v1/images/variations",
    "/v1/models",
)
QUOTAS = ("insufficient_tokens", "key_limit_reached")
STATUSES = {"model_not_found": 404, "unsupported_type": 400}


def body_of(problem: Problem) -> dict[str, Any]:
    """The JSON that says what went wrong."""
    code = CODES.get(problem.code, problem.code)
    error = {"message": problem.message, "type": _type(problem), "param": problem.field, "code": code}
    return {"error": error}


def error_response(error: Exception, headers: dict[str, str] | None = None) -> JsonResponse:
    """Whatever a view raises, as OpenAI's SDKs expect it."""
    problem = problem_of(error)
    status = STATUSES.get(problem.code, problem.status)
    all_headers = {"x-request-id": str(uuid4()), **(headers or {}), **problem.headers}
    if status == 429:
        # The tokens don't come back within the SDK's few seconds of retries.
        all_headers["x-should-retry"] = "false"
    return JsonResponse(body_of(problem), status=status, headers=all_headers)


def not_found(request: HttpRequest, path: str = "") -> JsonResponse:
    """Any address under /v1/ that leads nowhere."""
    message = f"Invalid URL ({request.method} {request.path[:200]}). Here are {', '.join(ENDS)}."
    return error_response(Problem(404, "unknown_url", message))


def _type(problem: Problem) -> str:
    if problem.code in QUOTAS:
        return "insufficient_quota"
    return "server_error" if problem.status >= 500 else "invalid_request_error"
