"""The thread of a worker process that keeps its leases: in the rows of what it runs, and on its own readiness."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from billing import ledger
from tools.models import Generation
from tools.streams import stream
from tools.streams.channel import Channel
from tools.work import readiness

READINESS_SECONDS = 5.0
TOO_LONG = "This took longer than a run may take. Nothing was charged; please try again with something shorter."

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Kept:
    """One running generation and what the keeper has done for it."""

    generation: Generation
    channel: Channel
    began: float
    beat_at: float
    extend_at: float
    marked: bool = False


class Keeper:
    """Renews the leases of running rows, marks those that have shown text, and says how the worker is."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name
        self.models: list[str] = []
        self._state: tuple[readiness.State, str] = ("loading", "")
        self._kept: set[Kept] = set()
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._halted = False
        self._ended = False
        self._thread = threading.Thread(target=self._loop, name="keeper", daemon=True)

    @property
    def busy(self) -> int:
        """How many generations run here."""
        return len(self._kept)

    def start(self) -> None:
        """Begin to say how the worker is."""
        self._thread.start()

    def say(self, state: readiness.State, detail: str = "") -> None:
        """Change what the worker says about itself."""
        self._state = state, detail
        self._changed.set()

    def close(self) -> None:
        """Stop, and take the worker off the list."""
        self._ended = True
        self._changed.set()
        self._thread.join(timeout=2)
        with contextlib.suppress(redis.RedisError, OSError):
            readiness.withdraw(self.kind, self.name)

    def halt_all(self) -> None:
        """Make everything that runs, or begins from now on, stop because this worker ends."""
        self._halted = True
        for kept in self._all():
            kept.channel.halt("shutdown")

    @contextlib.contextmanager
    def keeping(self, generation: Generation, channel: Channel) -> Iterator[None]:
        """Keep the generation's lease for the length of the block."""
        now = time.monotonic()
        kept = Kept(generation, channel, now, now, now + settings.HOLD_SECONDS / 4)
        with self._lock:
            self._kept.add(kept)
        if self._halted:
            channel.halt("shutdown")
        try:
            yield
        finally:
            with self._lock:
                self._kept.discard(kept)

    def _all(self) -> list[Kept]:
        with self._lock:
            return list(self._kept)

    def _loop(self) -> None:
        said_at = 0.0
        while not self._ended:
            if self._changed.is_set() or time.monotonic() - said_at >= READINESS_SECONDS:
                self._changed.clear()
                self._say()
                said_at = time.monotonic()
            try:
                self._keep()
            except DatabaseError as error:
                logger.warning("The database is busy or away: leases aren't renewed (%s).", error)
                connection.close()
            self._changed.wait(min(0.25, settings.LEASE_SECONDS / 10))
        connection.close()

    def _say(self) -> None:
        with contextlib.suppress(redis.RedisError, OSError):
            readiness.publish(self.kind, self.name, *self._state, self.models, self.busy)

    def _keep(self) -> None:
        """One transaction for all that is due: a commit to disk costs more than the updates in it."""
        now = time.monotonic()
        for kept in self._all():
            if self.kind != "text" and now - kept.began > settings.RUN_SECONDS:
                _break_off(kept)
        due = [kept for kept in self._all() if _is_due(kept, now)]
        if not due:
            return
        with transaction.atomic():
            lost = [kept for kept in due if not _renew(kept)]
        for kept in due:
            kept.beat_at = now
            if now >= kept.extend_at and ledger.extend(str(kept.generation.pk), settings.HOLD_SECONDS):
                kept.extend_at = now + settings.HOLD_SECONDS / 4
        for kept in lost:
            kept.channel.halt("lost")


def _break_off(kept: Kept) -> None:
    """End a run that doesn't come to its end, and this process with it, since nothing else stops what it computes."""
    logger.error("Generation %s ran for %s s: it and this process end.", kept.generation.pk, settings.RUN_SECONDS)
    if kept.generation.fail("timeout", TOO_LONG):
        stream.end(kept.generation)
    os._exit(1)


def _is_due(kept: Kept, now: float) -> bool:
    return now - kept.beat_at >= settings.LEASE_SECONDS / 4 or (kept.channel.shown and not kept.marked)


def _renew(kept: Kept) -> bool:
    if kept.channel.shown and not kept.marked:
        kept.marked = kept.generation.show()
    return kept.generation.heartbeat()
