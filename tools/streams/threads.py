"""Giving back the thread that Django keeps for a request, before the request waits for long."""

from __future__ import annotations

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import connections


async def release_thread() -> None:
    """End the thread in which this request has run its synchronous code, and that thread's database connection.

    asgiref keeps one thread for each request that has used the database, until the response is over: 2,000 open
    streams would be 2,000 idle threads. Another one is made if synchronous code is called again.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None or context not in SyncToAsync.context_to_thread_executor:
        return
    await sync_to_async(connections.close_all)()
    executor = SyncToAsync.context_to_thread_executor.pop(context, None)
    if executor is not None:
        executor.shutdown(wait=False)
