"""POST /v1/chat/completions, whole or streamed: who waits costs no thread, and who leaves stops the model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from tools import generations, toolbox
from tools.http.asker import asker, require
from tools.http.body import read_json
from tools.http.event_stream import event_stream
from tools.http.headers import headers_of
from tools.http.problems import Problem
from tools.http.ready import require_worker
from tools.http.waiting import let_go
from tools.models import Generation
from tools.streams.events import Event, Heartbeat
from tools.streams.hub import follow
from tools.toolbox import InvalidInput
from tools.v1 import parameters, shapes
from tools.v1.errors import error_response
from tools.v1.parameters import Delivery
from tools.v1.telling import Telling, failure

logger = logging.getLogger(__name__)
Events = AsyncIterator[Event | Heartbeat]


@csrf_exempt  # `asker` asks for the token where cookies say who calls
async def completions(request: HttpRequest) -> HttpResponseBase:
    """Answer one chat completion. Errors before the first word are HTTP errors."""
    headers: dict[str, str] = {}
    try:
        generation, delivery, headers = await _started(request)
        async with _stopped_when_left(generation):
            await let_go()
            events = follow(str(generation.pk))
            if not delivery.stream:
                return await _whole(generation, events, headers)
            first = await _first(events)
    except Exception as error:
        return error_response(error, headers)
    return event_stream(_frames(generation, delivery, first, events), headers)


async def _started(request: HttpRequest) -> tuple[Generation, Delivery, dict[str, str]]:
    """`_begin`, let finish even when the client leaves meanwhile, so that what it started can be stopped."""
    begun = asyncio.ensure_future(sync_to_async(_begin)(request))
    try:
        return await asyncio.shield(begun)
    except asyncio.CancelledError:
        generation, *_ = await begun
        await sync_to_async(_cancel)(generation)
        raise


def _begin(request: HttpRequest) -> tuple[Generation, Delivery, dict[str, str]]:
    """Everything that needs the database, in one go: who asks, what for, the hold and the row."""
    if request.method != "POST":
        raise Problem(405, "method_not_allowed", "Only POST works here.", headers={"Allow": "POST"})
    principal = asker(request)
    chat = toolbox.get("chat")
    require(principal, chat.kind)
    data = read_json(request)
    inputs, delivery = parameters.read(data)
    try:
        inputs = chat.clean(inputs, principal)
    except InvalidInput as error:
        raise parameters.as_sent(error, data) from error
    require_worker(chat.kind)
    generation = generations.start(principal, chat, chat.model(inputs), inputs, source="v1")
    return generation, delivery, {"x-request-id": str(generation.pk), **headers_of(principal)}


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


async def _whole(generation: Generation, events: Events, headers: dict[str, str]) -> JsonResponse:
    async for event in events:
        if isinstance(event, Event) and event.type == "error":
            raise failure(event)
    await generation.arefresh_from_db()
    if not generation.output:
        raise Problem(400, "cancelled", "This was cancelled before it began. Nothing was charged.")
    charged = {"x-rewind-charged-tokens": str(generation.charged)}
    return JsonResponse(shapes.completion(generation), headers=headers | charged)


async def _frames(
    generation: Generation, delivery: Delivery, first: Event | Heartbeat | None, events: Events
) -> AsyncIterator[str]:
    """The stream's text: a chunk for each event, then [DONE]; after an error, nothing more."""
    async with _stopped_when_left(generation):
        await let_go()
        telling = Telling(generation, delivery)
        for text in telling.opening():
            yield text
        event = first
        while event is not None:
            for text in telling.of(event):
                yield text
            event = await anext(events, None)
