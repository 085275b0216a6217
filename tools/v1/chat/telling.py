"""Our events, told as OpenAI's stream of a chat."""

from __future__ import annotations

import json

from tools.http.event_stream import HEARTBEAT
from tools.models import Generation
from tools.streams.events import Event, Heartbeat
from tools.v1.chat import shapes
from tools.v1.chat.parameters import Delivery
from tools.v1.errors import body_of
from tools.v1.running import failure


class ChatTelling:
    """One streamed answer: a chunk for each event, then [DONE]; after an error, nothing more."""

    def __init__(self, generation: Generation, delivery: Delivery) -> None:
        self._chunks = shapes.Chunks(generation, include_usage=delivery.include_usage)
        self._include_usage = delivery.include_usage
        self._open = set(range(generation.inputs["n"]))  # the choices that haven't ended

    def opening(self) -> list[str]:
        """Who speaks, for each choice."""
        return [_frame(self._chunks.opening(index)) for index in sorted(self._open)]

    async def of(self, event: Event | Heartbeat) -> list[str]:
        """What one event looks like."""
        if isinstance(event, Heartbeat):
            return [HEARTBEAT]
        if event.type == "delta":
            return [_frame(self._chunks.piece(event.data["index"], event.data["text"]))]
        if event.type == "choice":
            return self._ending(event.data["index"], event.data["finish_reason"])
        if event.type == "done":
            usage = [_frame(self._chunks.usage(event.data["usage"]))] if self._include_usage else []
            return [*usage, "data: [DONE]\n\n"]
        if event.type == "error":
            return [_frame(body_of(failure(event)))]
        return []

    def _ending(self, index: int, reason: str) -> list[str]:
        if index not in self._open:  # told again, from the row of a stream that was lost before its end
            return []
        self._open.discard(index)
        return [_frame(self._chunks.ending(index, reason))]


def _frame(data: object) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
