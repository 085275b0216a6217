"""Jobs that run once a UTC day, whichever of several machines comes first."""

from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils import timezone


class DailyRun(models.Model):
    """One job of one day was begun by somebody."""

    name = models.CharField(max_length=50)
    day = models.DateField()
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="a_daily_job_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


def once(name: str, day: date) -> bool:
    """True for the first caller of all machines that asks for this job on this day, False for every other.

    A job that is killed in the middle isn't begun again that day, so each must make up for the day before.
    """
    if DailyRun.objects.filter(name=name, day=day).exists():
        return False
    try:
        with transaction.atomic():
            DailyRun.objects.create(name=name, day=day)
    except IntegrityError:  # of two that insert at once the database lets one through
        return False
    return True
