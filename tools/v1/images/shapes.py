"""Images as OpenAI answers with them, whole and in a stream."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, JsonResponse

from tools.files import signing
from tools.models import Generation, StoredFile
from tools.v1.images.parameters import Delivery

_USAGE = {
    "input_tokens": 0,
    "input_tokens_details": {"image_tokens": 0, "text_tokens": 0},
    "output_tokens": 0,
    "total_tokens": 0,
}


def whole(generation: Generation, request: HttpRequest, delivery: Delivery) -> JsonResponse:
    """The answer to one request. Each image tells its seed too, which OpenAI's don't have."""
    choices = [choice for choice in (generation.output or {})["choices"] if "file" in choice]
    return JsonResponse(
        {
            "created": int(generation.created_at.timestamp()),
            "background": "opaque",
            "output_format": "png",
            "size": generation.inputs["size"],
            "data": [_image(choice, request, delivery) for choice in choices],
        }
    )


def partial(generation: Generation, index: int, number: int, image: str) -> dict[str, Any]:
    """Image `index` in the making, for the `number`th time from 0; `image` is a data: address."""
    kind, _, content = image.removeprefix("data:image/").partition(";base64,")
    event = _event(generation, "image_generation.partial_image", index, kind, content)
    return event | {"partial_image_index": number}


def completed(generation: Generation, index: int, choice: dict[str, Any]) -> dict[str, Any]:
    """A finished image; asks the database and the storage.

    OpenAI's has a usage in tokens, and our models count none: the price goes by the area.
    """
    content = _base64(StoredFile.objects.get(pk=choice["file"]))
    event = _event(generation, "image_generation.completed", index, "png", content)
    return event | {"seed": choice["seed"], "usage": _USAGE}


def _image(choice: dict[str, Any], request: HttpRequest, delivery: Delivery) -> dict[str, Any]:
    file = StoredFile.objects.get(pk=choice["file"])
    image = {"seed": choice["seed"]}
    if "b64_json" in delivery.formats:
        image["b64_json"] = _base64(file)
    if "url" in delivery.formats:
        image["url"] = request.build_absolute_uri(signing.link(file))
    return image


def _event(generation: Generation, kind: str, index: int, output_format: str, content: str) -> dict[str, Any]:
    return {
        "type": kind,
        "b64_json": content,
        "background": "opaque",
        "created_at": int(generation.created_at.timestamp()),
        "output_format": output_format,
        "quality": "auto",
        "size": generation.inputs["size"],
        "index": index,
    }


def _base64(file: StoredFile) -> str:
    return b64encode(file.content()).decode()
