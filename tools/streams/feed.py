"""One stream that readers of this process follow, and how far it has been read for them."""

from __future__ import annotations

import time
import weakref

from tools.streams.connection import events_key
from tools.streams.events import parse
from tools.streams.subscription import Position, Subscription, position

Entries = list[tuple[bytes, dict[bytes, bytes]]]


class Feed:
    """The readers of one stream, held weakly, and the entry after which the next read begins."""

    def __init__(self, generation_id: str) -> None:
        self.key = events_key(generation_id).encode()
        self.at = b"0-0"
        self.quiet = True  # nobody wants to hear more now
        self.readers: weakref.WeakSet[Subscription] = weakref.WeakSet()
        self._position: Position = (0, 0)

    def add(self, reader: Subscription) -> None:
        """Take a reader, new or caught up, who may be behind the others."""
        if self.quiet or reader.last < self._position:
            self._position = reader.last
            self.at = b"%d-%d" % reader.last
        self.readers.add(reader)
        self.quiet = False

    def deliver(self, entries: Entries, after: bytes, silent_seconds: float) -> None:
        """Hand out what was read after the entry `after`; each reader takes what it hasn't had.

        A reader that came while the read was on its way and is behind `after` gets nothing of it, or it would miss what
        lies between; the next read begins where it is.
        """
        start = position(after.decode())
        behind = [reader.last for reader in self.readers if not reader.paused and reader.last < start]
        readers = [reader for reader in self.readers if reader.last >= start]
        check_at = time.monotonic() + silent_seconds
        for entry_id, fields in entries:
            text = entry_id.decode()
            at, event = position(text), parse(text, fields)
            for reader in readers:
                if not reader.paused:
                    reader.check_at = check_at
                    reader.deliver(at, event)
        self._position = min(behind, default=position(entries[-1][0].decode()))
        self.at = b"%d-%d" % self._position
        self.quiet = all(reader.paused or reader.ended for reader in self.readers)
