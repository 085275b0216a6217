"""What must always be true of the ledger: `manage.py ledger verify`, and a test after every scenario, ask for it.

That what was granted and bought is what was spent, expired and is left, purse by purse, follows from the first two
rules and the ways of transfers. That a finished generation has no open hold is for the room above to say.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import Aggregate, BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing import append_only
from billing.models import Account, Hold, KeyDay, Transfer
from billing.snapshot import one_moment

Kind = Account.Kind
Way = Transfer.Kind
# From where to where each kind of transfer may move tokens.
WAYS = {
    Way.GRANT: {(Kind.GRANTS, Kind.DAILY)},
    Way.BUY: {(Kind.SALES, Kind.BOUGHT)},
    Way.SETTLE: {(Kind.DAILY, Kind.REVENUE), (Kind.BOUGHT, Kind.REVENUE)},
    Way.CLOSE: {(Kind.DAILY, Kind.EXPIRED)},
    Way.TAKE_BACK: {(Kind.BOUGHT, Kind.REFUNDED)},
    Way.GIVE_BACK: {(Kind.REFUNDED, Kind.BOUGHT)},
    Way.FREEZE: {(Kind.BOUGHT, Kind.FROZEN)},
    Way.THAW: {(Kind.FROZEN, Kind.BOUGHT)},
    Way.TAKE_FROZEN: {(Kind.FROZEN, Kind.REFUNDED)},
    Way.ADJUST: {(Kind.ADJUSTMENTS, Kind.BOUGHT), (Kind.BOUGHT, Kind.ADJUSTMENTS)},
    Way.CARRY: {(Kind.DAILY, Kind.CARRIED)},
    Way.UNCARRY: {(Kind.CARRIED, Kind.DAILY)},
}


def verify() -> list[str]:
    """One line for each thing that is wrong with the ledger, all of them as of one moment; empty when it is sound."""
    invariants = {
        "all accounts add up to 0": _does_not_add_up(),
        "an account has what its transfers brought and took": _not_the_sum_of_its_transfers(),
        "an account has seen as many transfers as there are": _not_as_many_transfers(),
        "an account holds what its open holds set aside": _not_the_sum_of_its_holds(),
        "0 <= held <= posted": _rows(Account.objects.filter(Q(held__lt=0) | Q(posted__lt=F("held")))),
        "Rewind's own accounts store no balance": _rows(_own().exclude(posted=0, held=0, version=0)),
        "a hold charges only when settled, free tokens first, and no more than it held": _rows(_overcharging()),
        "a hold is open or has the time of its end": _rows(_half_resolved()),
        "a hold's tokens are the free and the bought ones of one purse": _rows(_of_two_purses()),
        "a hold's transfers are what it charged": _not_what_was_charged(),
        "a transfer goes the way of its kind, by a positive amount": _rows(_astray()),
        "a day's allowance is granted once": _granted_twice(),
        "tokens are frozen and thawed within one purse": _rows(_between_purses()),
        "a correction says why": _rows(Transfer.objects.filter(kind=Way.ADJUST, note="")),
        "no more is given back than was taken": _given_too_much(),
        "a key's day counts what its holds hold and charged": _not_the_use_of_its_holds(),
        "the database refuses to rewrite the past": _missing_triggers(),
    }
    with one_moment():
        return [f"{rule}: not so for {what}" for rule, found in invariants.items() for what in found]


def _own() -> QuerySet[Account]:
    return Account.objects.exclude(kind__in=Account.STORED)


def _rows(broken: QuerySet) -> Iterator[str]:
    for row in broken:
        yield f"{row._meta.model_name} {row.pk} ({row})"


def _sum(rows: QuerySet, link: str, field: str = "amount", function: type[Aggregate] = Sum) -> Coalesce:
    """The sum (or count) of `field` over those `rows` whose `link` is the outer row; 0 for none."""
    totals = rows.filter(**{link: OuterRef("pk")}).order_by().values(link).annotate(total=function(field))
    return Coalesce(Subquery(totals.values("total"), output_field=BigIntegerField()), Value(0))


def _does_not_add_up() -> Iterator[str]:
    purses = Account.objects.filter(kind__in=Account.STORED).aggregate(total=Sum("posted"))["total"] or 0
    brought = _own().aggregate(total=Sum("credits__amount"))["total"] or 0
    took = _own().aggregate(total=Sum("debits__amount"))["total"] or 0
    if purses + brought - took:
        yield f"{purses} in the purses and {brought - took} in Rewind's own accounts"


def _not_the_sum_of_its_transfers() -> Iterator[str]:
    transfers = _sum(Transfer.objects.all(), "credit") - _sum(Transfer.objects.all(), "debit")
    purses = Account.objects.filter(kind__in=Account.STORED).annotate(folded=transfers)
    for account in purses.exclude(posted=F("folded")):
        yield f"account {account.pk} ({account}), which has {account.posted} instead of {account.folded}"


def _not_as_many_transfers() -> Iterator[str]:
    transfers = _sum(Transfer.objects.all(), "credit", "pk", Count) + _sum(Transfer.objects.all(), "debit", "pk", Count)
    purses = Account.objects.filter(kind__in=Account.STORED).annotate(seen=transfers)
    for account in purses.exclude(version=F("seen")):
        yield f"account {account.pk} ({account}), which counts {account.version} instead of {account.seen}"


def _not_the_sum_of_its_holds() -> Iterator[str]:
    holds = _sum(Hold.objects.open(), "free_account", "free") + _sum(Hold.objects.open(), "bought_account", "bought")
    for account in Account.objects.annotate(set_aside=holds).exclude(held=F("set_aside")):
        yield f"account {account.pk} ({account}), which holds {account.held} instead of {account.set_aside}"


def _overcharging() -> QuerySet[Hold]:
    too_much = Q(free_settled__gt=F("free")) | Q(bought_settled__gt=F("bought"))
    negative = Q(free_settled__lt=0) | Q(bought_settled__lt=0)
    unsettled = ~Q(state=Hold.State.SETTLED) & ~Q(free_settled=0, bought_settled=0)
    bought_first = Q(bought_settled__gt=0, free_settled__lt=F("free"))
    return Hold.objects.filter(too_much | negative | unsettled | bought_first)


def _half_resolved() -> QuerySet[Hold]:
    is_open = Q(state=Hold.State.HELD)
    return Hold.objects.filter(Q(is_open, resolved_at__isnull=False) | Q(~is_open, resolved_at=None))


def _of_two_purses() -> QuerySet[Hold]:
    bought = Q(bought_account__kind=Kind.BOUGHT, bought_account__owner=F("free_account__owner"))
    return Hold.objects.exclude(Q(free_account__kind=Kind.DAILY) & (Q(bought_account=None) | bought))


def _not_what_was_charged() -> Iterator[str]:
    taken = {
        "all_taken": _sum(Transfer.objects.all(), "hold"),
        "free_taken": _sum(Transfer.objects.filter(debit=F("hold__free_account")), "hold"),
        "bought_taken": _sum(Transfer.objects.filter(debit=F("hold__bought_account")), "hold"),
    }
    charged = Q(free_taken=F("free_settled"), bought_taken=F("bought_settled"))
    whole = Q(all_taken=F("free_settled") + F("bought_settled"))
    return _rows(Hold.objects.annotate(**taken).exclude(charged & whole))


def _astray() -> QuerySet[Transfer]:
    right = Q()
    for kind, ways in WAYS.items():
        for source, target in ways:
            right |= Q(kind=kind, debit__kind=source, credit__kind=target)
    charges = Q(kind=Way.SETTLE, hold__isnull=False) | (~Q(kind=Way.SETTLE) & Q(hold=None))
    return Transfer.objects.exclude(right & charges & Q(amount__gt=0))


def _granted_twice() -> Iterator[str]:
    grants = Transfer.objects.filter(kind=Way.GRANT)
    yield from _rows(Account.objects.annotate(grants=_sum(grants, "credit", "pk", Count)).filter(grants__gt=1))


def _between_purses() -> QuerySet[Transfer]:
    return Transfer.objects.filter(kind__in=[Way.FREEZE, Way.THAW]).exclude(debit__owner=F("credit__owner"))


def _not_the_use_of_its_holds() -> Iterator[str]:
    """Also for keys that are gone: their rows stay."""
    settled = _sum(Hold.objects.all(), "key_day", "free_settled") + _sum(
        Hold.objects.all(), "key_day", "bought_settled"
    )
    held = _sum(Hold.objects.open(), "key_day", "free") + _sum(Hold.objects.open(), "key_day", "bought")
    for key_day in KeyDay.objects.annotate(expected=settled + held).exclude(used=F("expected")):
        yield f"{key_day}, which should be {key_day.expected}"


def _given_too_much() -> Iterator[str]:
    """Purse by purse: refunds undone against refunds, and free tokens carried back against those carried away."""
    pairs = [([Way.GIVE_BACK], [Way.TAKE_BACK, Way.TAKE_FROZEN]), ([Way.UNCARRY], [Way.CARRY])]
    for back, away in pairs:
        given, taken = Counter[tuple[str, date | None]](), Counter[tuple[str, date | None]]()
        for owner, day, amount in _totals(Transfer.objects.filter(kind__in=back), "credit"):
            given[owner, day] += amount
        for owner, day, amount in _totals(Transfer.objects.filter(kind__in=away), "debit"):
            taken[owner, day] += amount
        for (owner, day), amount in (given - taken).items():
            yield f"{owner}{f' on {day}' if day else ''}, which got {amount} more"


def _totals(transfers: QuerySet[Transfer], side: str) -> QuerySet:
    return transfers.values_list(f"{side}__owner", f"{side}__day").annotate(Sum("amount")).order_by()


def _missing_triggers() -> Iterator[str]:
    present = append_only.names(connection)
    yield from (
        f"{table}: the trigger {name} is gone"
        for name, table in append_only.required(connection)
        if name not in present
    )
