"""What is done once a day, by whichever machine's sweeper comes first. A job makes up for days on which it failed."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from accounts.signing.tidying import tidy
from billing import daily
from billing.days import utc_day
from billing.shop import gateway
from billing.shop.reconcile import reconcile
from tools.forgetting.burying import delete_strays

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` once each UTC day from `hour` on; what it returns goes into the log."""

    name: str
    hour: int
    run: Callable[[], object]


def _reconcile() -> object:
    return reconcile() if gateway.is_on() else "Buying is switched off."


JOBS: tuple[Job, ...] = (
    Job("reconcile", 3, _reconcile),
    Job("tidy", 4, tidy),
    Job("strays", 5, delete_strays),
)


class Daily:
    """Looks after the jobs inside a sweeper: each runs in a thread beside its passes, which mustn't wait for it."""

    def __init__(self, jobs: tuple[Job, ...] = JOBS) -> None:
        self.jobs = jobs
        self.asked: dict[str, datetime.date] = {}  # on which day we last asked for each
        self.thread: threading.Thread | None = None

    def start_due(self) -> None:
        """Starts what is due and nobody has begun; returns at once. Raises DatabaseError when that is away."""
        if self.thread is not None and self.thread.is_alive():
            return
        won = [job for job in self.jobs if self._is_ours(job)]
        if won:
            self.thread = threading.Thread(target=_run, args=(won,), name="daily", daemon=True)
            self.thread.start()

    def _is_ours(self, job: Job) -> bool:
        now = timezone.now()
        today = utc_day(now)
        if now.astimezone(datetime.UTC).hour < job.hour or self.asked.get(job.name) == today:
            return False
        ours = daily.once(job.name, today)
        self.asked[job.name] = today
        return ours


def _run(jobs: list[Job]) -> None:
    try:
        for job in jobs:
            try:
                logger.info("Daily %s: %s", job.name, job.run())
            except Exception:  # the others are to run, and tomorrow is another day
                logger.exception("Daily %s failed.", job.name)
    finally:
        connection.close()
