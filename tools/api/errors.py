"""The one error shape of /api: {"error": {"code", "message", "field"?, …}}."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from tools.http.problems import Problem, problem_of


def body_of(problem: Problem) -> dict[str, Any]:
    """The JSON that says what went wrong."""
    error: dict[str, Any] = {"code": problem.code, "message": problem.message}
    if problem.field:
        error["field"] = problem.field
    return {"error": error | problem.extra}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler: whatever a view raises leaves in the one shape."""
    problem = _framework_problem(error) if isinstance(error, exceptions.APIException) else problem_of(error)
    set_rollback()
    return Response(body_of(problem), status=problem.status, headers=problem.headers)


def error_response(error: Exception) -> JsonResponse:
    """The same for the views that REST framework doesn't run."""
    problem = problem_of(error)
    return JsonResponse(body_of(problem), status=problem.status, headers=problem.headers)


def not_found(request: HttpRequest, path: str = "") -> JsonResponse:
    """Any address under /api/ that leads nowhere."""
    message = f"There is nothing at {request.path[:200]}. /api/ lists what there is; most addresses end in a slash."
    return error_response(Problem(404, "not_found", message))


def _framework_problem(error: exceptions.APIException) -> Problem:
    """405, 406 and 415 as REST framework raises them."""
    headers = {}
    if isinstance(error, exceptions.MethodNotAllowed) and getattr(error, "allowed", None):
        headers["Allow"] = ", ".join(error.allowed)
    return Problem(error.status_code, error.default_code, str(error.detail), headers=headers)
