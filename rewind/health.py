"""Two questions that load balancers ask: does this process live, and can the site do its work?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from redis.exceptions import RedisError

from tools.streams.connection import aclient
from tools.work.readiness import workers

PATIENCE_S = 2.0


class HealthMiddleware:
    """Answers /healthz and /readyz before anything else looks at the request's host, scheme or session."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        answer = ANSWERS.get(request.path)
        if answer is None:
            return self.get_response(request)
        return answer() if iscoroutinefunction(self) else async_to_sync(answer)()


async def healthz() -> HttpResponse:
    """The process lives: it can answer. Nothing else is asked, so that a lost database restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


async def readyz() -> JsonResponse:
    """What is ready and what isn't, and why: 200 when all of it is, else 503."""
    database, broker, kinds = await asyncio.gather(_asked(_database()), _asked(_broker()), _workers())
    parts = [database, broker, *kinds.values()]
    ready = all(part["ready"] for part in parts)
    report = {"ready": ready, "database": database, "broker": broker, "workers": kinds}
    response = JsonResponse(report, status=200 if ready else 503, headers={"Cache-Control": "no-store"})
    # A probe asks every few seconds; Django would log each 503 as an error.
    setattr(response, "_has_been_logged", True)  # noqa: B010
    return response


ANSWERS: dict[str, Callable[[], Awaitable[HttpResponse]]] = {"/healthz": healthz, "/readyz": readyz}


async def _asked(question: Awaitable[None]) -> dict[str, Any]:
    """What a part's probe says: ready, or in one line why not. Never an address, for anybody may read this page."""
    try:
        await asyncio.wait_for(question, PATIENCE_S)
    except TimeoutError:
        return {"ready": False, "why": f"it gave no answer within {PATIENCE_S:g} s"}
    except (DatabaseError, RedisError, OSError, ValueError) as error:
        return {"ready": False, "why": f"it can't be reached ({type(error).__name__})"}
    return {"ready": True}


async def _database() -> None:
    def ask() -> None:
        connection = connections["default"]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        finally:
            connection.close()

    # A thread of the loop's own: a database that hangs must not hold up the thread of this request.
    await sync_to_async(ask, thread_sensitive=False)()


async def _broker() -> None:
    await aclient().ping()


async def _workers() -> dict[str, dict[str, Any]]:
    """Each kind of worker that this installation wants, with what its workers last said."""
    try:
        said = await asyncio.wait_for(sync_to_async(workers, thread_sensitive=False)(), PATIENCE_S)
    except (TimeoutError, RedisError, OSError, ValueError):
        return {
            kind: {"ready": False, "why": "the broker, through which workers report, is away"}
            for kind in settings.KINDS
        }
    return {kind: _kind(said.get(kind, [])) for kind in settings.KINDS}


def _kind(said: list[dict[str, Any]]) -> dict[str, Any]:
    shown = [{key: worker.get(key) for key in ("state", "detail", "models", "busy")} for worker in said]
    if any(worker["state"] == "ready" for worker in shown):
        return {"ready": True, "workers": shown}
    why = next((f"{worker['state']}: {worker['detail']}" for worker in shown), "no worker is running")
    return {"ready": False, "why": why, "workers": shown}
