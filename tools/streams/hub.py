"""Following streams from a web process."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tools.streams.events import Event, Heartbeat


async def follow(generation_id: str, last_id: str = "0") -> AsyncIterator[Event | Heartbeat]:
    """The events of a generation after `last_id`, as they come."""
    if False:  # pragma: no cover
        yield
