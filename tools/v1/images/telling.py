"""Our events, told as OpenAI's stream of images: partial ones where they are wanted, then each finished one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async

from tools.http.waiting import let_go
from tools.models import Generation
from tools.streams.events import Event
from tools.v1.images import shapes
from tools.v1.images.parameters import Delivery
from tools.v1.telling import Telling


class ImageTelling(Telling):
    """The images of one run, streamed. `index` says which, as OpenAI's events don't for several at once."""

    def __init__(self, generation: Generation, delivery: Delivery) -> None:
        self._generation = generation
        self._wanted = delivery.partial_images
        self._done: dict[int, float] = {}  # by image, the part of its steps that is done
        self._partial: Counter[int] = Counter()  # by image, how many partial ones were told
        self._completed: set[int] = set()

    async def tell(self, event: Event) -> list[dict[str, Any]]:
        index = event.data.get("index", 0)
        if event.type == "progress":
            self._done[index] = event.data["done"] / (event.data["total"] or 1)
        if event.type == "preview" and self._is_time(index):
            self._partial[index] += 1
            return [shapes.partial(self._generation, index, self._partial[index] - 1, event.data["image"])]
        if event.type == "choice" and "file" in event.data and index not in self._completed:
            self._completed.add(index)
            completed = await sync_to_async(shapes.completed)(self._generation, index, event.data)
            await let_go()
            return [completed]
        return []

    def frame(self, data: Mapping[str, Any]) -> str:
        """With the event's name, as OpenAI sends it here."""
        name = f"event: {data['type']}\n" if "type" in data else ""
        return f"{name}data: {json.dumps(data, separators=(',', ':'))}\n\n"

    def _is_time(self, index: int) -> bool:
        """Partial images are spread over the steps: the first of three after a quarter of them."""
        told = self._partial[index]
        return told < self._wanted and self._done.get(index, 1) >= (told + 1) / (self._wanted + 1)
