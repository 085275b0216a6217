"""What time does to generations: doorbells get lost, workers die, holds expire. Any number of sweepers may run.

Each step is a conditional UPDATE by which one sweeper wins, and each pass is bounded.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

import redis
from django.conf import settings
from django.utils import timezone

from billing import sweeping
from tools import generations
from tools.models import Generation
from tools.streams import stream
from tools.streams.connection import client
from tools.work.recovery import recover

BATCH = 200  # rows of each sort that one pass looks at
WAITED = "This waited too long for a free server. Nothing was charged; please try again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one pass did."""

    recovered: int
    expired: int
    rung: int
    holds: int
    days: int

    def __bool__(self) -> bool:
        return any((self.recovered, self.expired, self.rung, self.holds, self.days))


def sweep() -> Swept:
    """One pass. Raises DatabaseError when the database is away; a broker that is away only puts off what needs it."""
    recovered = _recover_the_lost()
    expired = _end_the_stale()
    rung = _ring_again()
    return Swept(recovered, expired, rung, sweeping.expire_holds(), sweeping.close_days())


def _recover_the_lost() -> int:
    recovered = 0
    for generation in Generation.objects.lapsed().order_by("lease_until")[:BATCH]:
        try:
            recovered += recover(generation)
        except redis.RedisError:
            logger.warning("The broker is away; lost generations wait for it.")
            break
    return recovered


def _end_the_stale() -> int:
    """End what has waited for so long that its hold might expire before it is done."""
    limit = timezone.now() - datetime.timedelta(seconds=settings.HOLD_SECONDS / 2)
    ended = 0
    for generation in Generation.objects.waiting().filter(created_at__lt=limit)[:BATCH]:
        if generation.fail("waited_too_long", WAITED):
            stream.end(generation)
            ended += 1
    return ended


def _ring_again() -> int:
    """Ring for rows that nobody took; never for more than there are rows without a message in the queue."""
    now = timezone.now()
    quiet = now - datetime.timedelta(seconds=settings.RING_SECONDS)
    rung = 0
    for kind in Generation.objects.waiting().values_list("kind", flat=True).distinct():
        waiting = Generation.objects.waiting().filter(kind=kind)
        try:
            lost = waiting.count() - client().llen(kind)
        except redis.RedisError:
            return rung
        for generation in waiting.filter(rung_at__lt=quiet).order_by("rung_at")[: max(0, min(lost, BATCH))]:
            # One of many sweepers wins the row for this time.
            same = Generation.objects.waiting().filter(pk=generation.pk, rung_at=generation.rung_at)
            if not same.update(rung_at=now):
                continue
            if not generations.ring(generation.pk, kind):
                return rung
            rung += 1
    return rung
