"""What was bought, and which of Stripe's events came. Both are notes: the tokens themselves are in the ledger."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from billing import packs
from billing.packs import Pack

# How long a checkout can be paid; Stripe takes 30 minutes to 24 hours from the session's making.
OPEN_FOR = timedelta(hours=1)


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def of(self, purse: str) -> Self:
        """The purchases whose tokens are that purse's."""
        return self.filter(purse=purse)

    def unpaid(self) -> Self:
        """Those of which nobody knows yet how they end."""
        return self.filter(state__in=Purchase.UNPAID)

    def started(self) -> Self:
        """Those that got as far as Stripe's page, or should have: what a history shows."""
        return self.exclude(state=Purchase.State.CREATED)

    def ticket(self, purchase_id: uuid.UUID) -> int:
        """A new number for a look at Stripe, larger than all before. Whoever looks later knows at least as much."""
        with transaction.atomic():  # the row is ours from the write on, so what we read is what we wrote
            self.filter(pk=purchase_id).update(look=F("look") + 1)
            return self.values_list("look", flat=True).get(pk=purchase_id)


class Purchase(models.Model):
    """One pack that somebody wanted, from the click on "Buy" to the end of refunds and disputes.

    What became of its tokens: `tokens_taken` went back to Rewind for money that went back; `tokens_lost` should have,
    but were spent already, and Rewind bears them; `tokens_frozen` can't be spent while a dispute is open, and
    `tokens_unfrozen` should be frozen but were spent before.
    """

    class State(models.TextChoices):
        CREATED = "created", "being prepared"
        OPEN = "open", "waiting for payment"
        PROCESSING = "processing", "payment on its way"
        PAID = "paid", "paid"
        EXPIRED = "expired", "not paid in time"
        FAILED = "failed", "not paid"
        REVIEW = "review", "being looked at"

    UNPAID = (State.CREATED, State.OPEN, State.PROCESSING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The person may be deleted; whose tokens these are must stay known for the books.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="purchases")
    purse = models.CharField(max_length=100, db_index=True)
    pack = models.CharField(max_length=20)
    tokens = models.PositiveBigIntegerField()
    amount = models.PositiveIntegerField(help_text="In the currency's smallest unit: cents.")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.CREATED)
    message = models.CharField(max_length=200, blank=True, help_text="What the buyer is told about it.")
    created_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True, help_text="When its tokens were credited.")

    session_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    payment_intent = models.CharField(max_length=100, unique=True, null=True, blank=True)
    charge = models.CharField(max_length=100, blank=True)
    receipt_url = models.URLField(max_length=500, blank=True)
    refunded = models.PositiveIntegerField(default=0, help_text="Money that went back in all, in cents.")
    dispute = models.CharField(max_length=30, blank=True, help_text="Stripe's status of the gravest dispute.")
    warned_at = models.DateTimeField(null=True, blank=True, help_text="When the bank warned of fraud, if it did.")

    tokens_taken = models.PositiveBigIntegerField(default=0)
    tokens_lost = models.PositiveBigIntegerField(default=0)
    tokens_frozen = models.PositiveBigIntegerField(default=0)
    tokens_unfrozen = models.PositiveBigIntegerField(default=0)

    look = models.PositiveBigIntegerField(default=0, help_text="The number of the newest look at Stripe.")
    applied = models.PositiveBigIntegerField(default=0, help_text="The number of the newest look that was applied.")
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When the buyer's page last asked for a look.")

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(applied__lte=F("look")), name="no_look_applied_before_it_was_taken"),
            models.CheckConstraint(
                condition=Q(tokens__gte=F("tokens_taken") + F("tokens_lost")), name="no_more_taken_than_bought"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=["created", "open", "processing"]), name="unpaid_purchases"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.pack} {self.state}"

    @staticmethod
    def terms(user: User, pack: Pack) -> dict[str, Any]:
        """What is agreed when `user` wants `pack`: the fields of a new purchase."""
        return {
            "user": user,
            "purse": f"user:{user.pk}",
            "pack": pack.id,
            "tokens": pack.tokens,
            "amount": pack.amount,
            "currency": packs.CURRENCY,
        }

    @property
    def buyer(self) -> User:
        """Whose purse it is: only the number, as the account may be deleted by now."""
        return User(pk=int(self.purse.removeprefix("user:")))

    @property
    def is_credited(self) -> bool:
        """Whether its tokens were put into the purse."""
        return self.paid_at is not None

    @property
    def is_unpaid(self) -> bool:
        """Whether it may still be paid."""
        return self.state in self.UNPAID

    @property
    def expires_at(self) -> datetime:
        """When its checkout closes; made of what the row holds, so that a repeated request to Stripe is the same."""
        return self.created_at + OPEN_FOR

    @property
    def price(self) -> str:
        """What it cost, for people."""
        return money(self.amount)

    @property
    def refunded_price(self) -> str:
        """What went back of it, for people."""
        return money(self.refunded)


def money(cents: int) -> str:
    """500 as "$5", 250 as "$2.50"."""
    dollars, rest = divmod(cents, 100)
    return f"${dollars:,}.{rest:02}" if rest else f"${dollars:,}"


class StripeEvent(models.Model):
    """An event that Stripe sent, or that the nightly look found. Never its content, which names people."""

    id = models.CharField(primary_key=True, max_length=100)
    type = models.CharField(max_length=100)
    api_version = models.CharField(max_length=40, blank=True)
    created = models.DateTimeField(help_text="When it happened, by Stripe's clock.")
    object_id = models.CharField(max_length=100, blank=True)
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, blank=True, related_name="events")
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True, help_text="What came of it, when that was nothing.")
    error = models.CharField(max_length=200, blank=True, help_text="Why the last attempt failed.")

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.id} {self.type}"

    def begin(self) -> None:
        """Counts an attempt to handle it."""
        StripeEvent.objects.filter(pk=self.pk).update(attempts=F("attempts") + 1)

    def done(self, purchase: Purchase | None, note: str) -> None:
        """Handled: it needn't be sent again."""
        StripeEvent.objects.filter(pk=self.pk).update(
            handled_at=timezone.now(), purchase=purchase, note=note[:200], error=""
        )

    def failed(self, error: Exception) -> None:
        """Not handled: it must come again. Only the error's name is kept, as its text may name people."""
        StripeEvent.objects.filter(pk=self.pk).update(error=type(error).__name__[:200])
