"""One reader of one stream, inside a web process."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from tools.models import Generation
from tools.streams.events import Event, Heartbeat, retold

MOST_BUFFERED = 500  # events; a reader slower than that is read for no further until it has caught up

Position = tuple[int, int]


def position(entry_id: str) -> Position:
    """A stream id as numbers, which compare as the server compares them. Raises ValueError for anything else."""
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)


class Subscription:
    """What the hub has read for one reader, and how far it is."""

    def __init__(self, generation_id: str, last_id: str) -> None:
        self.id = generation_id
        self.last = position(last_id)
        self.heard_at = time.monotonic()  # when the reader was last given something
        self.check_at = 0.0  # when to look whether the row is finished though the stream is silent
        self.paused = False
        self.ended = False
        # How much of each choice's text went to this reader since "started"; None when it came in the middle.
        self._given: dict[int, int] | None = {} if self.last == (0, 0) else None
        self._buffer: deque[Event | Heartbeat] = deque()
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the reader has taken all that there is."""
        return self._waiter is not None

    async def next(self) -> Event | Heartbeat | None:
        """The next event, as soon as there is one; None after the last."""
        while not self._buffer:
            if self.ended:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        self.heard_at = time.monotonic()
        return self._buffer.popleft()

    def caught_up(self) -> bool:
        """Whether a paused reader may be read for again; if so, it is no longer paused."""
        if not self.paused or len(self._buffer) > MOST_BUFFERED // 2:
            return False
        self.paused = False
        return True

    def push(self, item: Event | Heartbeat) -> None:
        """Give the reader something."""
        self._buffer.append(item)
        self._wake()

    def finish(self) -> None:
        """Say that nothing more comes."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def deliver(self, at: Position, event: Event) -> None:
        """Give the reader the event at that position, unless it has had it."""
        if self.ended or at <= self.last:
            return
        self.last = at
        self._count(event)
        self.ended = event.is_last
        self.push(event)
        self.paused = len(self._buffer) >= MOST_BUFFERED

    def complete(self, generation: Generation) -> None:
        """Give the reader what its stream didn't, from the finished row, and end."""
        for event in retold(generation):
            if (rest := self._rest(event)) is not None:
                self.push(rest)
        self.finish()

    def _rest(self, event: Event) -> Event | None:
        """What of an event told anew the reader hasn't had."""
        if not self._given or event.is_last or event.type == "choice":
            return event
        if event.type == "started":
            return None
        text = event.data["text"][self._given.get(event.data["index"], 0) :]
        return Event(event.id, event.type, {**event.data, "text": text}) if text else None

    def _count(self, event: Event) -> None:
        if event.type == "started":
            self._given = {}
        elif event.type == "delta" and self._given is not None:
            index = event.data["index"]
            self._given[index] = self._given.get(index, 0) + len(event.data["text"])
