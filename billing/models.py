"""The ledger's three tables: accounts, transfers between them, and holds. All amounts are whole tokens.

A purse (who pays) has one account for each UTC day's free tokens and one for bought tokens. Rewind itself has the
accounts on the other side: a grant comes from `grants`, a purchase from `sales`; what is charged goes to `revenue`,
what a day leaves over to `expired`. Tokens only ever move between two accounts, so the sum over all is always 0.
docs/ledger.md tells the whole of it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from billing.errors import UnknownHold

SYSTEM = "rewind"


class AccountQuerySet(models.QuerySet["Account"]):
    """Every change of a stored balance is one conditional UPDATE in here, whose row count tells whether it happened."""

    def of(self, purse: str) -> Self:
        return self.filter(owner=purse)

    def opened(self, owner: str, kind: str, day: date | None = None) -> Account:
        """The account, made empty where it isn't there yet; of two that make it at once one finds the other's."""
        found = self.filter(owner=owner, kind=kind, day=day).first()
        if found is None:
            self.bulk_create([self.model(owner=owner, kind=kind, day=day)], ignore_conflicts=True)
            found = self.get(owner=owner, kind=kind, day=day)
        return found

    def locked(self, *accounts: Account) -> Self:
        """These accounts as they are now, and stay until the transaction ends.

        Bought tokens come before frozen ones, whichever way they move, so that no two wait for each other. On SQLite
        the transaction itself holds the one write lock (IMMEDIATE), and `select_for_update` does nothing.
        """
        rows = self.filter(pk__in=[account.pk for account in accounts])
        return rows.order_by("kind").select_for_update(no_key=True)

    def reserve(self, account: Account, amount: int) -> bool:
        """Sets `amount` aside; False, and nothing changed, when less than that is free at the moment of the write."""
        return self.filter(pk=account.pk, posted__gte=F("held") + amount).update(held=F("held") + amount) == 1

    def unreserve(self, account: Account, amount: int) -> None:
        """Gives back what `reserve` set aside."""
        self.filter(pk=account.pk).update(held=F("held") - amount)

    def post(self, account: Account, amount: int) -> None:
        """Adds `amount` (below 0: takes it). Only `Transfer.objects.record` calls this, with the transfer for it."""
        self.filter(pk=account.pk).update(posted=F("posted") + amount, version=F("version") + 1)


class Account(models.Model):
    """Tokens of one kind that one owner has: `posted` in all, of which `held` are set aside by open holds."""

    class Kind(models.TextChoices):
        DAILY = "daily", "free tokens of one UTC day"
        BOUGHT = "bought", "bought tokens"
        FROZEN = "frozen", "bought tokens that nobody can spend while their payment is disputed"
        GRANTS = "grants", "where free tokens come from"
        SALES = "sales", "where bought tokens come from"
        REVENUE = "revenue", "where charged tokens go"
        EXPIRED = "expired", "where a day's unused tokens go"
        REFUNDED = "refunded", "where bought tokens go whose money went back"
        ADJUSTMENTS = "adjustments", "where corrections by our staff come from and go to"
        CARRIED = "carried", "where free tokens go that the same person has spent elsewhere"

    # The kinds that a purse has: their rows store a balance. A hold spends from the first two only.
    STORED = (Kind.DAILY, Kind.BOUGHT, Kind.FROZEN)

    owner = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    day = models.DateField(null=True, blank=True)
    # Rewind's own accounts keep no balance here: one row that every grant and every settlement writes would make
    # them all wait for each other on PostgreSQL. Their balance is the sum of their transfers, see `invariants.py`.
    posted = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)  # how many transfers this account has seen

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "day"], name="one_account_a_day"),
            models.UniqueConstraint(fields=["owner", "kind"], condition=Q(day=None), name="one_account_without_a_day"),
            models.CheckConstraint(condition=Q(held__gte=0), name="held_is_not_negative"),
            models.CheckConstraint(condition=Q(posted__gte=F("held")), name="no_more_held_than_there_is"),
            models.CheckConstraint(
                condition=Q(kind="daily", day__isnull=False) | (~Q(kind="daily") & Q(day__isnull=True)),
                name="only_free_tokens_have_a_day",
            ),
        ]
        indexes = [models.Index(fields=["day"], condition=Q(posted__gt=0), name="days_with_leftovers")]

    def __str__(self) -> str:
        return f"{self.owner} {self.kind}" + (f" {self.day}" if self.day else "")

    @property
    def is_stored(self) -> bool:
        """Whether the row stores the balance: a purse's do."""
        return self.kind in self.STORED

    @property
    def available(self) -> int:
        """Tokens that no hold has set aside."""
        return self.posted - self.held


class TransferQuerySet(models.QuerySet["Transfer"]):
    def record(
        self,
        kind: str,
        debit: Account,
        credit: Account,
        amount: int,
        *,
        reference: str,
        hold: Hold | None = None,
        note: str = "",
    ) -> Transfer:
        """Moves `amount` > 0 from `debit` to `credit`, inside the caller's transaction.

        Raises IntegrityError when there is a transfer with this reference, or when `debit` has less than that unheld.
        """
        if debit.is_stored:
            Account.objects.post(debit, -amount)
        if credit.is_stored:
            Account.objects.post(credit, amount)
        return self.create(
            kind=kind, debit=debit, credit=credit, amount=amount, reference=reference, hold=hold, note=note
        )


class Transfer(models.Model):
    """`amount` tokens that went from `debit` to `credit`. Triggers in the database refuse to change or delete one."""

    class Kind(models.TextChoices):
        """The labels are what people read in their account."""

        GRANT = "grant", "free tokens of the day"
        BUY = "buy", "tokens bought"
        SETTLE = "settle", "used"
        CLOSE = "close", "free tokens that expired"
        TAKE_BACK = "take_back", "refund taken back"
        GIVE_BACK = "give_back", "refund undone"
        FREEZE = "freeze", "frozen for a dispute"
        THAW = "thaw", "released after a dispute"
        TAKE_FROZEN = "take_frozen", "taken back after a dispute"
        ADJUST = "adjust", "correction by our staff"
        CARRY = "carry", "used before you signed in"
        UNCARRY = "uncarry", "set aside before you signed in and not used"

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=200, unique=True)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits")
    amount = models.BigIntegerField()
    hold = models.ForeignKey("Hold", models.PROTECT, null=True, blank=True, related_name="transfers")
    # What a charge was for ("chat smollm2-135m-instruct"), or why it was corrected: the ledger outlives the rest.
    note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_transfer_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="a_transfer_has_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def named(self, reference: str) -> Hold:
        """The hold of that reference, with its accounts. Raises UnknownHold."""
        found = self.select_related("free_account", "bought_account").filter(reference=reference).first()
        if found is None:
            raise UnknownHold(reference)
        return found

    def open(self) -> Self:
        return self.filter(state=Hold.State.HELD)

    def lapsed(self, now: datetime) -> Self:
        return self.open().filter(expires_at__lte=now)

    def resolve(self, state: str, *, free: int = 0, bought: int = 0) -> bool:
        """Ends the open hold that this queryset names and says whether it did: the gate that a hold passes once."""
        return (
            self.open().update(state=state, free_settled=free, bought_settled=bought, resolved_at=timezone.now()) == 1
        )


class Hold(models.Model):
    """Tokens set aside for one generation, the price at most, until it is settled, released or has expired."""

    class State(models.TextChoices):
        HELD = "held"
        SETTLED = "settled"
        RELEASED = "released"
        EXPIRED = "expired"

    reference = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    # The free tokens' account is that of the day on which the hold was made, and stays so after midnight.
    free_account = models.ForeignKey(Account, models.PROTECT, related_name="free_holds")
    free = models.BigIntegerField()
    bought_account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="bought_holds")
    bought = models.BigIntegerField(default=0)
    free_settled = models.BigIntegerField(default=0)
    bought_settled = models.BigIntegerField(default=0)
    # Where an API key with a daily limit asked for it; it too is that of the day on which the hold was made.
    key_day = models.ForeignKey("KeyDay", models.PROTECT, null=True, blank=True, related_name="holds")
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(free__gte=0, bought__gte=0) & (Q(free__gt=0) | Q(bought__gt=0)),
                name="a_hold_holds_something",
            ),
            models.CheckConstraint(
                condition=Q(bought=0) | Q(bought_account__isnull=False), name="bought_tokens_have_an_account"
            ),
            models.CheckConstraint(
                condition=Q(free_settled__gte=0, free_settled__lte=F("free"))
                & Q(bought_settled__gte=0, bought_settled__lte=F("bought")),
                name="no_more_settled_than_held",
            ),
            models.CheckConstraint(
                condition=Q(state="settled") | Q(free_settled=0, bought_settled=0), name="only_settled_holds_charge"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="held"), name="open_holds")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount} {self.state}"

    @property
    def free_at_most(self) -> int:
        """The free tokens that it charged, or while it is open those that it may still charge."""
        return self.free if self.state == self.State.HELD else self.free_settled

    @property
    def amount(self) -> int:
        """All tokens that it set aside."""
        return self.free + self.bought

    def split(self, amount: int) -> list[tuple[Account, int]]:
        """Which account gives how much of `amount`, free tokens first; those that give nothing are left out."""
        free = min(amount, self.free)
        parts = ((self.free_account, free), (self.bought_account, amount - free))
        return [(account, part) for account, part in parts if account and part]

    def give_back(self, charged: int = 0) -> None:
        """Takes the hold off its accounts, and off its key's day what isn't `charged`; for whoever resolved it."""
        for account, part in self.split(self.amount):
            Account.objects.unreserve(account, part)
        if self.key_day_id is not None and self.amount > charged:
            KeyDay.objects.unreserve(self.key_day_id, self.amount - charged)


# Django finds the models of this app's other files by them.
from billing.daily import DailyRun  # noqa: E402
from billing.limits import KeyDay  # noqa: E402
from billing.shop.models import Purchase, StripeEvent  # noqa: E402

__all__ = ["SYSTEM", "Account", "DailyRun", "Hold", "KeyDay", "Purchase", "StripeEvent", "Transfer"]
