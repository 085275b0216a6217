"""What the pages show of their ratings: a mean, once there are enough."""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import NamedTuple

from django.db import DatabaseError
from django.urls import Resolver404, resolve

from glossary import content
from glossary.models import Rating

ENOUGH = 5
SECONDS = 60  # the pages of all processes show a new mean within so long

log = logging.getLogger(__name__)


class Standing(NamedTuple):
    """The mean of a page's stars, to one decimal, and how many gave some."""

    mean: float
    readers: int


class _Snapshot:
    """All means as they were at most SECONDS ago: one query a minute and process, however many pages are read."""

    def __init__(self) -> None:
        self._means: dict[str, tuple[float, int]] = {}
        self._taken: float | None = None
        self._lock = Lock()

    def means(self) -> dict[str, tuple[float, int]]:
        if self._is_old() and self._lock.acquire(blocking=False):
            try:
                self._means = Rating.objects.means()
            except DatabaseError:
                log.warning("The ratings can't be read; pages show the last ones.", exc_info=True)
            finally:
                self._taken = time.monotonic()
                self._lock.release()
        return self._means

    def forget(self) -> None:
        """Read anew at the next look."""
        self._taken = None

    def _is_old(self) -> bool:
        return self._taken is None or time.monotonic() - self._taken > SECONDS


snapshot = _Snapshot()


def standing(page: str) -> Standing | None:
    """What the page's readers gave, or None while they are fewer than ENOUGH."""
    mean, readers = snapshot.means().get(page, (0.0, 0))
    return Standing(round(mean, 1), readers) if readers >= ENOUGH else None


def rateable(page: str) -> bool:
    """Whether the address is of a page that can be rated: a term's or a tool's."""
    try:
        match = resolve(page)
    except Resolver404:
        return False
    if match.view_name == "glossary:term":
        return content.term(match.kwargs["slug"]) is not None
    return match.view_name == "tools:chat"
