"""What an API key with a daily limit of its own has used of it, day by day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q


class KeyDayQuerySet(models.QuerySet["KeyDay"]):
    """Every change is one conditional UPDATE, as in `AccountQuerySet`."""

    def reserve(self, key_id: int, day: date, amount: int, limit: int) -> KeyDay | None:
        """The key's day with `amount` more used; None, and nothing changed, where that is more than `limit`."""
        mine = self.filter(key_id=key_id, day=day)
        if not mine.exists():
            self.bulk_create([self.model(key_id=key_id, day=day)], ignore_conflicts=True)
        won = mine.filter(used__lte=limit - amount).update(used=F("used") + amount)
        return mine.get() if won else None

    def unreserve(self, key_day_id: int, amount: int) -> None:
        """Gives back what a hold on that day didn't charge, also when the day is over."""
        self.filter(pk=key_day_id).update(used=F("used") - amount)

    def used(self, key_id: int, day: date) -> int:
        """What its open holds set aside and the settled ones charged on that day."""
        return self.filter(key_id=key_id, day=day).values_list("used", flat=True).first() or 0


class KeyDay(models.Model):
    """Tokens that a key with a daily limit used on a UTC day: what its open holds hold and its settled ones charged."""

    # `ApiKey.line_id`, which a rotated key and its successor share. No foreign key: the ledger outlives the keys.
    key_id = models.PositiveBigIntegerField()
    day = models.DateField()
    used = models.BigIntegerField(default=0)

    objects = KeyDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_id", "day"], name="one_row_for_a_key_and_day"),
            models.CheckConstraint(condition=Q(used__gte=0), name="a_key_used_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return f"key {self.key_id} {self.day}: {self.used}"
