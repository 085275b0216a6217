"""Serves /static/ in front of Django, without a thread for each request.

WhiteNoise decides what to send (types, caching, ranges, compressed variants). Its own middleware is sync only, and
would put every request behind it into a thread for as long as it is answered; so only its core is used (a style sheet
goes out about ten times as often a second so).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.base import WhiteNoise
from whitenoise.responders import StaticFile

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MEBIBYTE = 1024 * 1024


class StaticFiles:
    """An ASGI application: answers for the files that are below `root` at the start, else asks `application`."""

    def __init__(self, application: Application, root: Path, prefix: str) -> None:
        self.application = application
        forever = {prefix + name for name in getattr(staticfiles_storage, "hashed_files", {}).values()}
        files = WhiteNoise(
            None,
            allow_all_origins=False,
            add_headers_function=_add_headers,
            immutable_file_test=lambda path, url: url in forever,
        )
        if root.is_dir():
            files.add_files(root, prefix)
        self.files: dict[str, StaticFile] = files.files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None:
            await self.application(scope, receive, send)
        else:
            await self._serve(file, scope, send)

    async def _serve(self, file: StaticFile, scope: Scope, send: Send) -> None:
        asked = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
        environ = {
            "HTTP_" + name.decode("latin1").upper().replace("-", "_"): value.decode("latin1")
            for name, value in scope["headers"]
            if name in asked
        }
        response = file.get_response(scope["method"], environ)
        headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in response.headers]
        await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
        if response.file is not None:
            with response.file:
                while chunk := await asyncio.to_thread(response.file.read, MEBIBYTE):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body"})


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
