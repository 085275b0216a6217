"""POST /v1/chat/completions, whole or streamed."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts.principal import Principal
from tools import toolbox
from tools.http.asker import require
from tools.http.body import read_json
from tools.http.ready import require_worker
from tools.models import Generation
from tools.toolbox import InvalidInput
from tools.v1 import running
from tools.v1.chat import parameters, shapes
from tools.v1.chat.telling import ChatTelling
from tools.v1.running import Begun


@csrf_exempt  # `asker` asks for the token where cookies say who calls
async def completions(request: HttpRequest) -> HttpResponseBase:
    """Answer one chat completion."""
    return await running.answer(request, _begin)


def _begin(request: HttpRequest, principal: Principal) -> Begun:
    chat = toolbox.get("chat")
    require(principal, chat.kind)
    data = read_json(request)
    inputs, delivery = parameters.read(data)
    try:
        inputs = chat.clean(inputs, principal)
    except InvalidInput as error:
        raise parameters.as_sent(error, data) from error
    require_worker(chat.kind)
    generation, headers = running.start(principal, chat, inputs)
    return Begun(generation, headers, _whole, ChatTelling(generation, delivery) if delivery.stream else None)


def _whole(generation: Generation) -> JsonResponse:
    return JsonResponse(shapes.completion(generation))
