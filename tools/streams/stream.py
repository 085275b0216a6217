"""One stream, seen from outside the worker that writes it."""

from __future__ import annotations

import logging

import redis
from django.conf import settings

from tools.models import Generation
from tools.streams import events
from tools.streams.connection import client, events_key

logger = logging.getLogger(__name__)


def end(generation: Generation) -> bool:
    """Write the last event of a generation that ended without its worker.

    False when the broker is away: readers then learn it from the row.
    """
    key = events_key(generation.pk)
    try:
        pipeline = client().pipeline(transaction=False)
        pipeline.xadd(key, events.fields(*events.ending(generation)))
        pipeline.expire(key, settings.EVENTS_SECONDS)
        pipeline.execute()
    except redis.RedisError:
        logger.warning("The broker is away; the readers of generation %s learn its end from the row.", generation.pk)
        return False
    return True


def has_text(generation: Generation) -> bool:
    """Whether any of the answer was written to the stream. Raises redis.RedisError when that can't be known."""
    entries = client().xrange(events_key(generation.pk), count=200)
    return any(fields["type"] in events.SHOWN for _, fields in entries)
