"""What a generation's stream says, in order: started, deltas and ended choices, and at last done or error.

    started {"attempt"}                     what came before is void: the text begins here
    delta    {"index", "text"}              a piece of choice `index`
    segment  {"index", "id", "start", "end", "text", "words"}   a stretch of a recording that was heard, in seconds
    progress {"index", "done", "total"}     steps of an image, seconds of a recording
    preview  {"index", "image"}             an image in the making, as a data: address
    choice   {"index", "finish_reason", …}  choice `index` is complete: "stop", "length" or "cancelled"; the token of
                                            its file and what else is known of it, but for text and segments
    done     {"state", "finish_reasons", "usage", "receipt"}
    error    {"code", "message", "charged"}

Nothing follows `done` or `error`.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tools.engines.base import Delta, News, Preview, Progress, Segment
from tools.models import Generation

LAST = frozenset({"done", "error"})
SHOWN = frozenset({"delta", "segment"})  # part of the answer itself: a second try after one of them would confuse
_NAMES: dict[type[News], str] = {Delta: "delta", Progress: "progress", Segment: "segment"}
_LONG = ("text", "segments")  # what a `choice` event doesn't repeat


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a stream. `id` grows within a stream; a reader that comes back names the last one it saw."""

    id: str
    type: str
    data: dict[str, Any]

    @property
    def is_last(self) -> bool:
        return self.type in LAST


class Heartbeat:
    """Says that the reader is still connected though nothing has happened; see HEARTBEAT."""

    __slots__ = ()


HEARTBEAT = Heartbeat()


def parse(entry_id: str, fields: dict[bytes, bytes]) -> Event:
    """An event from a stream entry."""
    return Event(entry_id, fields[b"type"].decode(), json.loads(fields[b"data"]))


def fields(event_type: str, data: dict[str, Any]) -> dict[str, str]:
    """A stream entry's fields."""
    return {"type": event_type, "data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}


def news(item: News) -> tuple[str, dict[str, Any]]:
    """The type and data of the event that an engine's news is told by."""
    if isinstance(item, Preview):
        kind = "png" if item.image.startswith(b"\x89PNG") else "webp"
        return "preview", {"index": item.index, "image": f"data:image/{kind};base64,{b64encode(item.image).decode()}"}
    return _NAMES[type(item)], asdict(item)


def completed(index: int, choice: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The type and data of the event that says that a choice, as the row's output has it, is complete."""
    return "choice", {"index": index, **{name: value for name, value in choice.items() if name not in _LONG}}


def ending(generation: Generation) -> tuple[str, dict[str, Any]]:
    """The type and data of the last event of a finished generation."""
    if generation.state == Generation.State.FAILED:
        error = {"code": generation.error_code, "message": generation.error_message, "charged": generation.charged}
        return "error", error
    choices = (generation.output or {}).get("choices", [])
    return "done", {
        "state": str(generation.state),
        "finish_reasons": [choice["finish_reason"] for choice in choices],
        "usage": generation.usage,
        "receipt": generation.receipt,
    }


def retold(generation: Generation) -> list[Event]:
    """All the events of a finished generation, made from its row, for a reader whose stream has expired."""
    told: list[tuple[str, dict[str, Any]]] = [("started", {"attempt": generation.attempt})]
    for index, choice in enumerate((generation.output or {}).get("choices", [])):
        told += _said(index, choice)
        told.append(completed(index, choice))
    told.append(ending(generation))
    stamp = int((generation.finished_at or generation.created_at).timestamp() * 1000)
    return [Event(f"{stamp}-{number}", *event) for number, event in enumerate(told)]


def _said(index: int, choice: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answer itself: the segments of a transcript, or the text of any other."""
    names = ("id", "start", "end", "text", "words")
    for segment in choice.get("segments", ()):
        yield "segment", {"index": index, **{name: segment[name] for name in names}}
    if "segments" not in choice and "file" not in choice:
        yield "delta", {"index": index, "text": choice["text"]}
