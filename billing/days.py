"""The day of the free allowance: a UTC day, the same for everybody, wherever they and the servers are."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def utc_day(now: datetime | None = None) -> date:
    """The UTC day that `now` (aware; the present when None) lies in."""
    return (now or timezone.now()).astimezone(UTC).date()


def next_reset(now: datetime | None = None) -> datetime:
    """The next 00:00 UTC after `now`: when the allowance is full again. Defined here and nowhere else."""
    return datetime.combine(utc_day(now) + timedelta(days=1), time(), tzinfo=UTC)
