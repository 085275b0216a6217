"""What people see when a part of the site is away, or a request can't be accepted: a page instead of a bare error."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError

from accounts.errors import MailDown, Refused
from tools.http.problems import RETRY_SECONDS


class FailureMiddleware:
    """Turns such exceptions of page views into pages; /api and /v1 answer theirs themselves."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for `error`, or None for what Django itself turns into one."""
        if isinstance(error, OperationalError | InterfaceError | RedisError | MailDown):
            response = render(request, "503.html", {"mail": isinstance(error, MailDown)}, status=503)
            response["Retry-After"] = str(RETRY_SECONDS)
            return response
        if isinstance(error, Refused):
            return render(request, "400.html", {"why": error.message}, status=400)
        return None
