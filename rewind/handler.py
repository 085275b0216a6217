"""Django's ASGI handler, made fit for thousands of open streams."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpResponseBase


class StreamingHandler(ASGIHandler):
    """Gives a request's thread and its database connection back before the first byte of a stream is sent.

    Django runs a request's sync code (its middleware, the ORM) in a thread of the request's own and keeps both, the
    thread and the connection that the thread opened, until the response ends. A stream lives for minutes: 2,000 of
    them would hold 2,000 idle threads, and use up any pool of connections.
    """

    async def send_response(
        self, response: HttpResponseBase, send: Callable[[Mapping[str, Any]], Awaitable[None]]
    ) -> None:
        if response.streaming:
            await _give_back_thread()
        await super().send_response(response, send)


async def _give_back_thread() -> None:
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None or context not in SyncToAsync.context_to_thread_executor:
        return
    await sync_to_async(connections.close_all)()
    # Whatever comes later (closing the response) gets a new thread, for as long as it needs it.
    SyncToAsync.context_to_thread_executor.pop(context).shutdown(wait=False)
