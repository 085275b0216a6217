"""Our events, told as OpenAI's stream of a chat."""

from __future__ import annotations

from typing import Any

from tools.models import Generation
from tools.streams.events import Event
from tools.v1.chat import shapes
from tools.v1.chat.parameters import Delivery
from tools.v1.telling import Telling


class ChatTelling(Telling):
    """One streamed answer: a chunk for each event."""

    def __init__(self, generation: Generation, delivery: Delivery) -> None:
        self._chunks = shapes.Chunks(generation, include_usage=delivery.include_usage)
        self._include_usage = delivery.include_usage
        self._open = set(range(generation.inputs["n"]))  # the choices that haven't ended

    def opening(self) -> list[dict[str, Any]]:
        """Who speaks, for each choice."""
        return [self._chunks.opening(index) for index in sorted(self._open)]

    async def tell(self, event: Event) -> list[dict[str, Any]]:
        if event.type == "delta":
            return [self._chunks.piece(event.data["index"], event.data["text"])]
        if event.type == "choice":
            return self._ending(event.data["index"], event.data["finish_reason"])
        if event.type == "done" and self._include_usage:
            return [self._chunks.usage(event.data["usage"])]
        return []

    def _ending(self, index: int, reason: str) -> list[dict[str, Any]]:
        if index not in self._open:  # told again, from the row of a stream that was lost before its end
            return []
        self._open.discard(index)
        return [self._chunks.ending(index, reason)]
