"""OpenAI's parameters of a transcription or a translation, turned into the speech tools' inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.subtitles import GRANULARITIES
from tools.toolbox import InvalidInput, fields
from tools.v1 import unsupported
from tools.v1.end import End
from tools.v1.unsupported import Nothing, boolean

FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
STREAMED_FORMATS = ("json", "text")
OTHER_NAMES = ("whisper-1",)  # OpenAI's, for the default model
LISTS = ("timestamp_granularities", "include", "keywords", "languages", "known_speaker_names")
SCHEMA = {"stream": {"type": ["boolean", "null"]}}  # of what the tools don't know of
NOTHING: Nothing = {
    "chunking_strategy": ("auto",),  # the voice activity detection that it asks for is always on
    "include": ([],),
    "keywords": ([],),
    "known_speaker_names": ([],),
    "known_speaker_references": ([],),
    "languages": ([],),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the transcript is wanted; `granularities` are those of `verbose_json`."""

    response_format: str
    granularities: tuple[str, ...]
    stream: bool


TRANSCRIPTIONS = End(
    "transcribe",
    ("language", "prompt", "temperature"),
    ("file", "model", "response_format", "stream", "timestamp_granularities"),
    NOTHING,
)
TRANSLATIONS = End("translate-speech", ("prompt", "temperature"), ("file", "model", "response_format"), {})


def read(data: Mapping[str, Any], end: End) -> tuple[dict[str, Any], Delivery]:
    """The tool's inputs, but for the file and still to be cleaned by it, and the delivery. Raises InvalidInput."""
    unsupported.refuse(data, (*end.passed, *end.own), end.nothing)
    inputs = {name: data[name] for name in end.passed if name in data}
    model = data.get("model")
    return inputs | {"model": None if model in OTHER_NAMES else model}, _delivery(data)


def _delivery(data: Mapping[str, Any]) -> Delivery:
    wanted, stream = data.get("response_format") or "json", boolean(data.get("stream"), "stream")
    if wanted not in FORMATS:
        raise InvalidInput("response_format", f"response_format must be one of: {', '.join(FORMATS)}.")
    if stream and wanted not in STREAMED_FORMATS:
        message = f"A stream has no {wanted}: leave response_format out, or stream."
        raise InvalidInput("response_format", message)
    return Delivery(wanted, _granularities(data.get("timestamp_granularities"), wanted), stream)


def _granularities(values: list[str] | None, response_format: str) -> tuple[str, ...]:
    name = "timestamp_granularities"
    if not values:
        return ("segment",)
    for value in values:
        if value not in GRANULARITIES:
            raise InvalidInput(name, f"{name} has {fields.shown(value)!r}; use {' and '.join(GRANULARITIES)}.")
    if response_format != "verbose_json":
        raise InvalidInput(name, f"{name} may only be sent with response_format: verbose_json.")
    return tuple(values)
