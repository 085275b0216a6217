"""Turns the pieces of an answer into the HTML of all of it so far, a few times a second."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

from tools.markdown import render
from tools.streams.events import Event

PAUSE = 0.2  # seconds between two renderings of one answer
# Rendering takes the whole text each time, so a long answer is rendered less often: at most a quarter of the time.
REST = 3


class Rendering:
    """The answers of one stream, by index."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = defaultdict(str)
        self._shown: dict[int, str] = {}
        self._next: dict[int, float] = defaultdict(float)

    async def take(self, event: Event) -> list[tuple[int, str]]:
        """Hear of `event`; give the (index, HTML) of the answers to show before it is passed on."""
        if event.type == "started":
            self._texts.clear()
            self._shown.clear()
        elif event.type == "delta":
            self._texts[event.data["index"]] += event.data["text"]
        if event.is_last:
            indexes = sorted(self._texts)
        elif event.type in ("delta", "choice"):
            index = event.data["index"]
            indexes = [index] if event.type == "choice" or time.monotonic() >= self._next[index] else []
        else:
            indexes = []
        return [(index, await self._render(index)) for index in indexes if self._shown.get(index) != self._texts[index]]

    async def _render(self, index: int) -> str:
        text = self._texts[index]
        began = time.monotonic()
        markup = str(await asyncio.to_thread(render, text))
        now = time.monotonic()
        self._shown[index] = text
        self._next[index] = now + max(PAUSE, REST * (now - began))
        return markup
