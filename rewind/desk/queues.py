"""How the queues stand: what waits and runs, who works, what the broker holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone
from redis.exceptions import RedisError

from billing.daily import DailyRun
from tools.forgetting import due
from tools.models import Generation, State, StoredFile
from tools.streams.connection import client
from tools.work.daily import JOBS
from tools.work.readiness import workers

LATE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of model. `rung` counts the broker's messages; None when the broker is away, as for the workers."""

    kind: str
    waiting: int
    running: int
    oldest: datetime | None
    rung: int | None
    workers: list[dict[str, Any]] | None


def queues() -> list[Queue]:
    """Every kind that this installation runs, and any other that something waits for."""
    rows = _rows()
    rung, said = _broker(sorted({*settings.KINDS, *rows}))
    return [
        Queue(
            kind,
            rows.get(kind, {}).get("waiting", 0),
            rows.get(kind, {}).get("running", 0),
            rows.get(kind, {}).get("oldest"),
            rung.get(kind) if rung is not None else None,
            said.get(kind, []) if said is not None else None,
        )
        for kind in sorted({*settings.KINDS, *rows})
    ]


def files() -> list[dict[str, Any]]:
    """How many files of each kind are kept, and how many bytes they have; nothing of what is in them."""
    kinds = StoredFile.objects.order_by("kind").values("kind").annotate(count=Count("pk"), bytes=Sum("size"))
    return [{**kind} for kind in kinds]


def last_runs() -> dict[str, datetime | None]:
    """When each of the daily jobs was last begun."""
    begun = dict(DailyRun.objects.order_by().values_list("name").annotate(Max("begun_at")))
    return {job.name: begun.get(job.name) for job in JOBS}


def purge_is_behind() -> bool:
    """Whether something is still there that the hourly purge should have taken long ago."""
    then = timezone.now() - LATE
    late = (due.conversations(then), due.generations(then), StoredFile.objects.due(then))
    return any(rows.exists() for rows in late)


def _rows() -> dict[str, dict[str, Any]]:
    waits, runs = Q(state=State.QUEUED), Q(state=State.RUNNING)
    counts = (
        Generation.objects.filter(waits | runs)
        .order_by()
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=waits),
            running=Count("pk", filter=runs),
            oldest=Min("created_at", filter=waits),
        )
    )
    return {row["kind"]: {**row} for row in counts}


def _broker(kinds: list[str]) -> tuple[dict[str, int] | None, dict[str, list[dict[str, Any]]] | None]:
    try:
        return {kind: client().llen(kind) for kind in kinds}, workers()
    except (RedisError, OSError, ValueError):
        return None, None
