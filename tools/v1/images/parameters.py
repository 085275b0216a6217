"""OpenAI's parameters of an image, turned into the image tools' inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.toolbox import InvalidInput, fields
from tools.v1 import unsupported
from tools.v1.end import End
from tools.v1.unsupported import Nothing, boolean

FORMATS = ("b64_json", "url")
MOST_PARTIAL = 3
EXTRAS = ("seed", "steps", "guidance")  # ours; OpenAI has no such parameters
NOTHING: Nothing = {
    "background": ("auto", "opaque"),
    "complexity": (),
    "frame_count": (),
    "frame_duration_ms": (),
    "moderation": ("auto", "low"),  # nothing is moderated
    "output_compression": (100,),
    "output_format": ("png",),
    "quality": ("auto", "standard"),
    "safety_identifier": (),
    "style": (),
    "svg": (),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the images are wanted: in which of FORMATS, and with how many partial images of each in a stream."""

    formats: tuple[str, ...]
    stream: bool = False
    partial_images: int = 0


GENERATIONS = End(
    "text-to-image",
    ("model", "prompt", "n", "size", *EXTRAS),
    ("response_format", "stream", "partial_images", "user"),
    NOTHING,
)
VARIATIONS = End(
    "image-variations",
    ("model", "prompt", "n", "size", "strength", *EXTRAS),
    ("image", "response_format", "user"),
    {},
)


def read(data: Mapping[str, Any], end: End) -> tuple[dict[str, Any], Delivery]:
    """The tool's inputs, still to be cleaned by it, and the delivery. Raises InvalidInput."""
    unsupported.refuse(data, (*end.passed, *end.own), end.nothing)
    unsupported.user(data.get("user"))
    inputs = {name: data[name] for name in end.passed if data.get(name) is not None}
    if inputs.get("size") == "auto":
        del inputs["size"]
    return inputs, _delivery(data)


def _delivery(data: Mapping[str, Any]) -> Delivery:
    wanted, stream = data.get("response_format"), boolean(data.get("stream"), "stream")
    if wanted is not None and wanted not in FORMATS:
        raise InvalidInput("response_format", f"response_format must be one of: {', '.join(FORMATS)}.")
    if stream and wanted == "url":
        message = "A stream has the images themselves: leave response_format out, or stream."
        raise InvalidInput("response_format", message)
    partial = data.get("partial_images")
    if partial is None:
        return Delivery((wanted,) if wanted else FORMATS, stream)
    count = fields.integer(partial, "partial_images", 0, MOST_PARTIAL)
    if count and not stream:
        raise InvalidInput("partial_images", "partial_images may only be sent with stream: true.")
    return Delivery((wanted,) if wanted else FORMATS, stream, count)
