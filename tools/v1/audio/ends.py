"""POST /v1/audio/transcriptions and /v1/audio/translations, whole or (transcriptions) streamed."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts.principal import Principal
from tools import toolbox
from tools.http.asker import require
from tools.http.form import read_form, typed
from tools.http.ready import require_worker
from tools.http.uploads import received
from tools.v1 import running
from tools.v1.audio import parameters, shapes
from tools.v1.audio.parameters import TRANSCRIPTIONS, TRANSLATIONS
from tools.v1.audio.telling import TranscriptTelling
from tools.v1.end import End
from tools.v1.running import Begun


@csrf_exempt  # `asker` asks for the token where cookies say who calls
async def transcriptions(request: HttpRequest) -> HttpResponseBase:
    """What was said, in its own language."""
    return await running.answer(request, partial(_begin, end=TRANSCRIPTIONS))


@csrf_exempt
async def translations(request: HttpRequest) -> HttpResponseBase:
    """What was said, in English."""
    return await running.answer(request, partial(_begin, end=TRANSLATIONS))


def _begin(request: HttpRequest, principal: Principal, *, end: End) -> Begun:
    tool = toolbox.get(end.tool)
    require(principal, tool.kind)
    form = read_form(request, principal, parameters.LISTS)
    texts = typed(form.fields, tool.schema()["properties"] | parameters.SCHEMA)
    inputs, delivery = parameters.read(texts, end)
    tool.model(inputs)
    require_worker(tool.kind)
    with received(principal, form, "audio") as file:
        inputs = tool.clean(inputs | {"file": file.pk}, principal)
        generation, headers = running.start(principal, tool, inputs)
    whole = partial(shapes.whole, delivery=delivery)
    return Begun(generation, headers, whole, TranscriptTelling() if delivery.stream else None)
