"""A run's events as Server-Sent Events: an async view, for a reader that waits must not hold a thread."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.scopes import READ
from tools.api.errors import error_response
from tools.api.rendering import Rendering
from tools.http.asker import asker, require
from tools.http.event_stream import HEARTBEAT, event_stream
from tools.http.problems import Problem
from tools.http.waiting import let_go
from tools.models import Generation
from tools.streams.events import Heartbeat
from tools.streams.hub import follow

EVENT_ID = re.compile(r"\d{1,20}(-\d{1,20})?")


async def events(request: HttpRequest, generation_id: UUID) -> HttpResponseBase:
    """GET: the events after Last-Event-ID, or all of them."""
    try:
        if request.method != "GET":
            raise Problem(405, "method_not_allowed", "Only GET works here.", headers={"Allow": "GET"})
        last_id, html = _options(request)
        generation = await sync_to_async(_find)(request, generation_id)
        if generation.is_final and last_id != "0" and await anext(follow(str(generation_id), last_id), None) is None:
            return HttpResponse(status=204)  # which tells an EventSource not to come again
    except Exception as error:
        return error_response(error)
    return event_stream(_frames(str(generation_id), last_id, html))


def frame(name: str, data: object, event_id: str | None = None) -> str:
    """One event in the protocol's text."""
    lines = [f"id: {event_id}"] if event_id else []
    lines += [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n\n"


def _find(request: HttpRequest, generation_id: UUID) -> Generation:
    principal = asker(request)
    generation = Generation.objects.of(principal).filter(pk=generation_id).first()
    if generation is None:
        raise Http404
    require(principal, generation.kind, READ)
    return generation


def _options(request: HttpRequest) -> tuple[str, bool]:
    """The id of the last event that the reader has, and whether it wants HTML."""
    last_id = request.headers.get("Last-Event-ID") or request.GET.get("last_event_id") or "0"
    if not EVENT_ID.fullmatch(last_id):
        raise Problem(400, "invalid_value", "Last-Event-ID must be the id of an event.", field="Last-Event-ID")
    render = request.GET.get("render", "")
    if render not in ("", "html"):
        raise Problem(400, "invalid_value", 'render may only be "html".', field="render")
    return last_id, render == "html"


async def _frames(generation_id: str, last_id: str, html: bool) -> AsyncIterator[str]:
    await let_go()
    yield "retry: 1000\n\n"
    # HTML is made of the whole text, so its events are told from the first one on, whatever the reader has.
    rendering = Rendering() if html else None
    async for event in follow(generation_id, "0" if html else last_id):
        if isinstance(event, Heartbeat):
            yield HEARTBEAT
            continue
        for index, markup in await rendering.take(event) if rendering else ():
            yield frame("html", {"index": index, "html": markup})
        yield frame(event.type, event.data, event.id)
