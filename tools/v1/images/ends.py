"""POST /v1/images/generations, whole or streamed, and /v1/images/variations."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts.principal import Principal
from tools import toolbox
from tools.http.asker import require
from tools.http.body import read_json
from tools.http.form import read_form, typed
from tools.http.problems import Problem
from tools.http.ready import require_worker
from tools.http.uploads import received
from tools.v1 import running
from tools.v1.errors import error_response
from tools.v1.images import parameters, shapes
from tools.v1.images.parameters import GENERATIONS, VARIATIONS
from tools.v1.images.telling import ImageTelling
from tools.v1.running import Begun


@csrf_exempt  # `asker` asks for the token where cookies say who calls
async def generations(request: HttpRequest) -> HttpResponseBase:
    """Images of what a prompt says."""
    return await running.answer(request, _begin_drawing)


@csrf_exempt
async def variations(request: HttpRequest) -> HttpResponseBase:
    """Images that resemble one."""
    return await running.answer(request, _begin_varying)


@csrf_exempt
def edits(request: HttpRequest) -> JsonResponse:
    """Nothing of ours: no model here fills in a masked part."""
    message = "Images can't be edited here. /v1/images/variations makes new ones from an image, with a prompt too."
    return error_response(Problem(404, "unknown_url", message))


def _begin_drawing(request: HttpRequest, principal: Principal) -> Begun:
    tool = toolbox.get(GENERATIONS.tool)
    require(principal, tool.kind)
    inputs, delivery = parameters.read(read_json(request), GENERATIONS)
    inputs = tool.clean(inputs, principal)
    require_worker(tool.kind)
    generation, headers = running.start(principal, tool, inputs)
    whole = partial(shapes.whole, request=request, delivery=delivery)
    return Begun(generation, headers, whole, ImageTelling(generation, delivery) if delivery.stream else None)


def _begin_varying(request: HttpRequest, principal: Principal) -> Begun:
    tool = toolbox.get(VARIATIONS.tool)
    require(principal, tool.kind)
    form = read_form(request, principal)
    inputs, delivery = parameters.read(typed(form.fields, tool.schema()["properties"]), VARIATIONS)
    tool.model(inputs)
    require_worker(tool.kind)
    with received(principal, form, "image", name="image") as file:
        inputs = tool.clean(inputs | {"file": file.pk}, principal)
        generation, headers = running.start(principal, tool, inputs)
    return Begun(generation, headers, partial(shapes.whole, request=request, delivery=delivery))
