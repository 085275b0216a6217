"""How large a request may be: looked at before Django lays its body down on the disk.

Django reads the whole body before it asks whose address it is for, and counts fields and files only then. So the limit
stands in front of it, and holds for what is announced as well as for what comes.
"""

import re
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.template.loader import render_to_string

from rewind.static import Application, Receive, Scope, Send
from tools.api import errors as api_errors
from tools.files.decoding.limits import MEBIBYTE, MOST_BYTES
from tools.http.problems import Problem
from tools.v1 import errors as v1_errors

MOST = 2 * MEBIBYTE
MOST_WITH_FILE = MOST_BYTES + MEBIBYTE  # a file, and the form around it
_TAKES_FILES = re.compile(r"/(v1/(audio|images)/|api/(files|tools)/|tools/)")


class BodyLimit:
    """An ASGI application: asks `application`, and answers 413 where the body is larger than its address takes."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        most = MOST_WITH_FILE if _TAKES_FILES.match(scope["path"]) else MOST
        if _announced(scope) > most:
            await _refuse(scope["path"], most, send)
            return
        try:
            await self.application(scope, _counted(receive, most), send)
        except _TooLarge:
            await _refuse(scope["path"], most, send)


class _TooLarge(Exception):
    """More has come than may come; Django asks for the body before it answers anything."""


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


def _counted(receive: Receive, most: int) -> Receive:
    """`receive`, but it raises _TooLarge once more than `most` bytes have come."""
    come = 0

    async def counted() -> Mapping[str, Any]:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > most:
            raise _TooLarge
        return message

    return counted


async def _refuse(path: str, most: int, send: Send) -> None:
    answer = await sync_to_async(_answer)(path, most)
    headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in answer.items()]
    headers.append((b"content-length", str(len(answer.content)).encode()))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


def _answer(path: str, most: int) -> HttpResponse:
    """In the shape of the part of the site that was asked."""
    message = f"A request to this address may have at most {most // MEBIBYTE} MB. Send less, or a smaller file."
    problem = Problem(413, "too_large", message)
    if path.startswith("/api/"):
        return api_errors.error_response(problem)
    if path.startswith("/v1/"):
        return v1_errors.error_response(problem)
    page = render_to_string("413.html", {"most": most // MEBIBYTE})
    headers = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(page, status=413, headers=headers)
