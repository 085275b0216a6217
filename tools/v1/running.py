"""One run of a tool, asked for by /v1: who waits costs no thread, and who leaves stops the model.

Each end of /v1 says how its request begins a run (`Begin`), and how its answer looks whole and streamed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.principal import Principal
from tools import generations
from tools.http.asker import asker
from tools.http.event_stream import event_stream
from tools.http.headers import headers_of
from tools.http.problems import Problem
from tools.http.waiting import let_go
from tools.models import Generation
from tools.streams.events import Event, Heartbeat
from tools.streams.hub import follow
from tools.toolbox import Tool
from tools.v1.errors import error_response
from tools.v1.telling import Telling, failure

logger = logging.getLogger(__name__)
Events = AsyncIterator[Event | Heartbeat]


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that waits for its worker, the headers of its answer, and how that looks.

    `telling` is None where the answer is wanted whole; then `whole` makes it from the finished row, and may ask the
    database and the storage.
    """

    generation: Generation
    headers: dict[str, str]
    whole: Callable[[Generation], HttpResponse]
    telling: Telling | None = None


Begin = Callable[[HttpRequest, Principal], Begun]


async def answer(request: HttpRequest, begin: Begin) -> HttpResponseBase:
    """Answer a request that runs a tool. Errors before the first word are HTTP errors."""
    headers: dict[str, str] = {}
    try:
        begun = await _started(request, begin)
        headers = begun.headers
        async with _stopped_when_left(begun.generation):
            await let_go()
            events = follow(str(begun.generation.pk))
            if begun.telling is None:
                return await _whole(begun, events)
            first = await _first(events)
    except Exception as error:
        return error_response(error, headers)
    return event_stream(_frames(begun, begun.telling, first, events), headers)


def start(principal: Principal, tool: Tool, inputs: dict[str, Any]) -> tuple[Generation, dict[str, str]]:
    """Start a run of `tool` with its cleaned `inputs`; the row, and the headers that tell of it and of the balance."""
    generation = generations.start(principal, tool, tool.model(inputs), inputs, source="v1")
    return generation, {"x-request-id": str(generation.pk), **headers_of(principal)}


async def _started(request: HttpRequest, begin: Begin) -> Begun:
    """`begin`, let finish even when the client leaves meanwhile, so that what it started can be stopped."""
    beginning = asyncio.ensure_future(sync_to_async(_begin)(request, begin))
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        begun = await beginning
        await sync_to_async(_cancel)(begun.generation)
        raise


def _begin(request: HttpRequest, begin: Begin) -> Begun:
    """Everything that needs the database, in one go: who asks, what for, the hold and the row."""
    if request.method != "POST":
        raise Problem(405, "method_not_allowed", "Only POST works here.", headers={"Allow": "POST"})
    return begin(request, asker(request))


@asynccontextmanager
async def _stopped_when_left(generation: Generation) -> AsyncIterator[None]:
    """Stop the model when the client goes away meanwhile: Django then cancels the view, or closes the stream."""
    try:
        yield
    except (asyncio.CancelledError, GeneratorExit):
        await sync_to_async(_cancel)(generation)
        raise


def _cancel(generation: Generation) -> None:
    try:
        generation.refresh_from_db()
        generations.cancel(generation)
    except Exception:  # nobody is left to hear of it, and the reader's lease ends the run a little later
        logger.warning("Couldn't cancel generation %s of a client that left", generation.pk, exc_info=True)


async def _first(events: Events) -> Event | Heartbeat | None:
    """The first event with something to say, or a heartbeat. Raises Problem where it is an error."""
    async for event in events:
        if isinstance(event, Heartbeat):
            return event
        if event.type == "error":
            raise failure(event)
        if event.type != "started":
            return event
    return None


async def _whole(begun: Begun, events: Events) -> HttpResponse:
    async for event in events:
        if isinstance(event, Event) and event.type == "error":
            raise failure(event)
    generation = begun.generation
    await generation.arefresh_from_db()
    if not generation.output:
        raise Problem(400, "cancelled", "This was cancelled before it began. Nothing was charged.")
    response = await sync_to_async(begun.whole)(generation)
    for name, value in (begun.headers | {"x-rewind-charged-tokens": str(generation.charged)}).items():
        response[name] = value
    return response


async def _frames(
    begun: Begun, telling: Telling, first: Event | Heartbeat | None, events: Events
) -> AsyncIterator[str]:
    """The stream's text, event by event."""
    async with _stopped_when_left(begun.generation):
        await let_go()
        for text in telling.begin():
            yield text
        event = first
        while event is not None:
            for text in await telling.of(event):
                yield text
            event = await anext(events, None)
