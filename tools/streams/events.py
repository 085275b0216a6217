"""What a generation's stream says, in order: started, deltas and ended choices, and at last done or error.

    started {"attempt"}                     what came before is void: the text begins here
    delta   {"index", "text"}               a piece of choice `index`
    choice  {"index", "finish_reason"}      choice `index` is complete: "stop", "length" or "cancelled"
    done    {"state", "finish_reasons", "usage", "receipt"}
    error   {"code", "message", "charged"}

Nothing follows `done` or `error`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tools.models import Generation

LAST = frozenset({"done", "error"})


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
        told.append(("delta", {"index": index, "text": choice["text"]}))
        told.append(("choice", {"index": index, "finish_reason": choice["finish_reason"]}))
    told.append(ending(generation))
    stamp = int((generation.finished_at or generation.created_at).timestamp() * 1000)
    return [Event(f"{stamp}-{number}", *event) for number, event in enumerate(told)]
