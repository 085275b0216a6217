"""One run's way into its stream, and the reasons for which it has to stop."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from tools.engines.base import Delta, News, Segment
from tools.models import Generation
from tools.streams import events

# asked: somebody cancelled; unread: nobody reads any more; lost: another worker may have it; shutdown: this one ends.
Stop = Literal["asked", "unread", "lost", "shutdown"]


class Channel:
    """Collects what a run says until the writer's next flush.

    `emit` is called for every piece, from the engine's thread: it appends to a deque and returns. Only the writer's
    thread calls the methods below the line. Pending text is bounded by the run's own max_tokens.
    """

    def __init__(self, generation: Generation, wake: Callable[[], None]) -> None:
        self.id = str(generation.pk)
        self.reader_seconds = generation.reader_seconds
        self.stop: Stop | None = None
        self.shown = False
        self.ended = False  # nothing more will be added
        self._wake = wake
        self._added: deque[Delta | tuple[str, dict[str, Any]]] = deque()
        self._unsent: list[dict[str, str]] = []
        self._sent = 0
        self._first_id: tuple[str, int] | None = None  # of "started", once it is written
        self._missing_since: float | None = None
        self.add("started", {"attempt": generation.attempt})

    def emit(self, item: News) -> None:
        """Add what the engine has to say; the first piece of an answer goes out at once, the rest by the next flush."""
        self._added.append(item if isinstance(item, Delta) else events.news(item))
        if not self.shown and isinstance(item, Delta | Segment):
            self.shown = True
            self._wake()

    def add(self, event_type: str, data: dict[str, Any]) -> None:
        """Add any other event, to be written at once."""
        self._added.append((event_type, data))
        self._wake()

    def end(self, generation: Generation) -> None:
        """Add the last event, from the finished row."""
        self._added.append(events.ending(generation))
        self.drop()

    def drop(self) -> None:
        """Say that nothing more comes."""
        self.ended = True
        self._wake()

    def cancelled(self) -> bool:
        """Whether the engine should stop; it asks at every step."""
        return self.stop is not None

    def halt(self, reason: Stop) -> None:
        """Make the engine stop; the first reason stands."""
        if self.stop is None:
            self.stop = reason

    # ------------------------------------------------------------------ the writer's thread

    @property
    def is_written(self) -> bool:
        """Whether all is said and sent."""
        return self.ended and not self._added and not self._unsent

    @property
    def is_new(self) -> bool:
        """Whether not even "started" has been written."""
        return self._first_id is None

    @property
    def has_more(self) -> bool:
        """Whether something is left that could not be written together with "started"."""
        return bool(self._unsent)

    def entries(self) -> list[tuple[str, dict[str, str]]]:
        """(id, fields) of the stream entries to write now, neighbouring pieces of one choice made one.

        "started" gets its id from the server; those after it count on from there. So an entry whose reply was lost
        can be sent again without being written twice, and a worker that was replaced can write nothing more: the
        next attempt's "started" has a greater id than all that the old one can send.
        """
        if not (self._added or self._unsent):
            return []
        self._unsent += (events.fields(*event) for event in _coalesced(self._added))
        if self._first_id is None:
            return [("*", self._unsent[0])] if self._unsent else []
        milliseconds, sequence = self._first_id
        first = sequence + self._sent
        return [(f"{milliseconds}-{first + number}", fields) for number, fields in enumerate(self._unsent)]

    def written(self, count: int, first_id: str | None) -> None:
        """Note that the first `count` of the entries are in the stream, the first of them as `first_id`."""
        if self._first_id is None and first_id is not None:
            milliseconds, sequence = first_id.split("-")
            self._first_id = milliseconds, int(sequence)
        self._sent += count
        del self._unsent[:count]

    def seen_by(self, reader: str | None, grace: float) -> None:
        """Note whether the reader's lease was there; without one for `grace` seconds the run stops."""
        if reader is not None:
            self._missing_since = None
        elif self._missing_since is None:
            self._missing_since = time.monotonic()
        elif time.monotonic() - self._missing_since > grace:
            self.halt("unread")

    def unknown_reader(self) -> None:
        """Note that the broker can't say whether anybody reads."""
        self._missing_since = None


def _coalesced(added: deque[Delta | tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Take everything out of `added`, as events."""
    told: list[tuple[str, dict[str, Any]]] = []
    pieces: list[str] = []
    index = -1
    while added:
        item = added.popleft()
        if isinstance(item, Delta) and item.index == index:
            pieces.append(item.text)
            continue
        if pieces:
            told.append(("delta", {"index": index, "text": "".join(pieces)}))
            pieces = []
        if isinstance(item, Delta):
            index, pieces = item.index, [item.text]
        else:
            index = -1
            told.append(item)
    if pieces:
        told.append(("delta", {"index": index, "text": "".join(pieces)}))
    return told
