"""The verbs of the ledger: hold before the work, settle or release after it; and those of its neighbours.

`models.py` says what the tables are, docs/ledger.md the whole.

Every verb is one short transaction (a savepoint inside a caller's own) that happens wholly or not at all. Locks are
taken in one order, a hold before its accounts and free tokens before bought ones, so that no two verbs wait for each
other. A database that is busy, full or away raises Django's OperationalError, and nothing has happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.principal import Principal
from billing.allowance import allowance
from billing.bought import adjust, buy, freeze, give_back, take_back, take_frozen, thaw
from billing.carrying import carry, carry_hold, carry_spending
from billing.conflicts import retry_conflicts
from billing.days import next_reset, utc_day
from billing.errors import DuplicateHold, HoldResolved, InsufficientTokens, KeyLimitReached
from billing.invariants import verify
from billing.models import SYSTEM, Account, Hold, KeyDay, Transfer
from billing.moving import check
from billing.sweeping import close_days, expire_holds

__all__ = [
    "Balance",
    "Receipt",
    "adjust",
    "balance",
    "buy",
    "carry",
    "carry_hold",
    "carry_spending",
    "close_days",
    "expire_holds",
    "extend",
    "freeze",
    "give_back",
    "hold",
    "release",
    "settle",
    "take_back",
    "take_frozen",
    "thaw",
    "verify",
]

RACES = 100  # that one hold may lose; for each of them another hold got what it wanted


class _LostRace(Exception):
    """Another transaction took the tokens between our look and our write."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Tokens of one principal: `free` and `bought` can be spent, `held` are set aside; `daily` is a day's allowance.

    `frozen` are bought tokens whose payment is disputed: they can't be spent. Where an API key with a daily limit
    asked, that is `key_limit`, and `key_used` is what it has used of it today.
    """

    free: int
    bought: int
    held: int
    daily: int
    resets_at: datetime
    frozen: int = 0
    key_limit: int | None = None
    key_used: int = 0

    @property
    def available(self) -> int:
        """What a new hold can take."""
        both = self.free + self.bought
        return both if self.key_left is None else min(both, self.key_left)

    @property
    def key_left(self) -> int | None:
        """What the key may still use today; None without a limit."""
        return None if self.key_limit is None else max(0, self.key_limit - self.key_used)

    def refusal(self, needed: int) -> InsufficientTokens | KeyLimitReached:
        """Why `needed` tokens, which are more than available, can't be held."""
        if self.free + self.bought < needed or self.key_limit is None:
            return InsufficientTokens(needed, self.free + self.bought, self.resets_at)
        return KeyLimitReached(needed, self.key_limit, self.key_used, self.resets_at)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a hold: of `held` tokens `charged` were, `free` and `bought` together; the rest went back."""

    held: int
    charged: int
    free: int
    bought: int


def balance(principal: Principal) -> Balance:
    """What the principal can spend now. Only reads: a day's account is made by its first hold."""
    now = timezone.now()
    limit = principal.key.daily_limit if principal.key else None
    used = 0 if principal.key is None or limit is None else KeyDay.objects.used(principal.key.line_id, utc_day(now))
    daily = settings.DAILY_TOKENS[principal.kind]
    free, bought, held, frozen = daily, 0, 0, 0
    current = Q(day=None) | Q(day=utc_day(now)) | Q(held__gt=0)
    for account in Account.objects.of(principal.purse).filter(current):
        held += account.held
        if account.kind == Account.Kind.BOUGHT:
            bought = account.available
        elif account.kind == Account.Kind.FROZEN:
            frozen = account.posted
        elif account.day == utc_day(now):
            free = account.available
    return Balance(free, bought, held, daily, next_reset(now), frozen, limit, used)


@retry_conflicts
def hold(principal: Principal, amount: int, *, reference: str, seconds: int) -> Hold:
    """Sets `amount` tokens aside for `seconds`, the day's free ones first, then bought ones.

    Raises InsufficientTokens, KeyLimitReached, DuplicateHold when `reference` was used before, and ValueError for an
    amount below 1.
    """
    check(amount)
    for _ in range(RACES):
        try:
            with transaction.atomic():
                return _hold(principal, amount, reference, seconds)
        except _LostRace:
            continue
        except IntegrityError as error:
            if Hold.objects.filter(reference=reference).exists():
                raise DuplicateHold(reference) from error
            raise
    raise OperationalError(f"{RACES} holds on {principal.purse} lost the race for its tokens: too busy.")


def _hold(principal: Principal, amount: int, reference: str, seconds: int) -> Hold:
    now = timezone.now()
    daily = allowance(principal, utc_day(now))
    bought = Account.objects.of(principal.purse).filter(kind=Account.Kind.BOUGHT).first()
    from_free = min(amount, daily.available)
    available = daily.available + (bought.available if bought else 0)
    # After the look at the tokens: if they are gone, then to this reference's own hold, that one can be seen here.
    if Hold.objects.filter(reference=reference).exists():
        raise DuplicateHold(reference)
    if amount > available:
        raise InsufficientTokens(amount, available, next_reset(now))
    made = Hold(
        reference=reference,
        free_account=daily,
        free=from_free,
        bought_account=bought,
        bought=amount - from_free,
        expires_at=now + timedelta(seconds=seconds),
        created_at=now,
    )
    # Free tokens that come back between our look and here stay unused: as if they had come back after this hold.
    if not all(Account.objects.reserve(account, part) for account, part in made.split(amount)):
        raise _LostRace
    made.key_day = _key_day(principal, amount, now)
    made.save(force_insert=True)
    return made


def _key_day(principal: Principal, amount: int, now: datetime) -> KeyDay | None:
    """The day of a key with a limit, `amount` counted in. Raises KeyLimitReached."""
    key = principal.key
    if key is None or key.daily_limit is None:
        return None
    key_day = KeyDay.objects.reserve(key.line_id, utc_day(now), amount, key.daily_limit)
    if key_day is None:
        used = KeyDay.objects.used(key.line_id, utc_day(now))
        raise KeyLimitReached(amount, key.daily_limit, used, next_reset(now))
    return key_day


@retry_conflicts
def settle(reference: str, amount: int, *, note: str = "") -> Receipt:
    """Charges `amount` of what the hold set aside, free tokens first, and gives the rest back.

    `note` says what for, in the ledger itself, which outlives what the hold was made for.
    Raises HoldResolved when it was settled, released or has expired (nothing is charged then), UnknownHold, and
    ValueError for an amount below 1 (to charge nothing, release) or above the hold's.
    """
    check(amount)
    with transaction.atomic():
        found = Hold.objects.named(reference)
        if amount > found.amount:
            raise ValueError(f"{amount} tokens are more than the {found.amount} held for {reference!r}.")
        free = min(amount, found.free)
        bought = amount - free
        if not Hold.objects.filter(pk=found.pk).resolve(Hold.State.SETTLED, free=free, bought=bought):
            raise HoldResolved(reference)
        found.give_back(charged=amount)
        revenue = Account.objects.opened(SYSTEM, Account.Kind.REVENUE)
        for account, part in found.split(amount):
            name = f"settle:{reference}:{account.kind}"
            Transfer.objects.record(Transfer.Kind.SETTLE, account, revenue, part, reference=name, hold=found, note=note)
    return Receipt(found.amount, amount, free, bought)


@retry_conflicts
def release(reference: str) -> bool:
    """Gives back all that the hold set aside. False when it was resolved already; raises UnknownHold."""
    with transaction.atomic():
        found = Hold.objects.named(reference)
        if not Hold.objects.filter(pk=found.pk).resolve(Hold.State.RELEASED):
            return False
        found.give_back()
    return True


def extend(reference: str, seconds: int) -> bool:
    """Lets an open hold expire `seconds` from now. False when it is resolved, or never was."""
    expires_at = timezone.now() + timedelta(seconds=seconds)
    return Hold.objects.open().filter(reference=reference).update(expires_at=expires_at) == 1
