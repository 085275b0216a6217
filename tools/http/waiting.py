"""Lets go of what a request holds before it starts to wait for events."""

from __future__ import annotations

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections


async def let_go() -> None:
    """Close this request's database connections and end its thread; either is made anew if it is needed again.

    Django gives each request one thread for whatever is synchronous, the middleware included, and keeps it and its
    connections until the response is closed: for a stream, minutes after the last use. Thousands of waiting streams
    would hold as many threads and connections.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None:  # not under the ASGI handler, so the connections are somebody else's
        return
    await sync_to_async(connections.close_all)()
    executor = SyncToAsync.context_to_thread_executor.pop(context, None)
    if executor is not None:
        executor.shutdown(wait=False)
