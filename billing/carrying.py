"""Free tokens that one person spent in one place count in another: signing in and out makes no tokens.

Nobody's allowance is ever filled by this, only used up. docs/ledger.md says what it comes to, and what it can't know.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, Sum

from accounts.principal import Principal
from billing.allowance import allowance
from billing.conflicts import retry_conflicts
from billing.days import utc_day
from billing.models import SYSTEM, Account, Hold, Transfer
from billing.moving import check

Kind = Account.Kind
Way = Transfer.Kind


@retry_conflicts
def carry(principal: Principal, amount: int, *, reference: str) -> int:
    """Counts `amount` free tokens against today's allowance, or as many as it has; how many, once a `reference`.

    0 when the reference came before, whoever's allowance it was then.
    """
    check(amount)
    with transaction.atomic():
        return _carry(principal, amount, f"{Way.CARRY}:{reference}", utc_day())


@retry_conflicts
def carry_hold(account: Principal, reference: str) -> None:
    """Counts a hold of another purse against the account's allowance, by the free tokens that it takes today.

    To be called when the account takes over what the hold is for, and again when the hold ends in between: while it is
    open all that it may charge counts, later what it charged. Once for each hold, whoever takes it over next.
    """
    day = utc_day()
    with transaction.atomic():
        hold = Hold.objects.named(reference)
        if hold.free_account.owner == account.purse or hold.free_account.day != day:
            return
        name = f"{Way.CARRY}:{reference}"
        earlier = Transfer.objects.select_related("debit").filter(reference=name).first()
        if earlier is not None:
            _carry_back(earlier, earlier.amount - hold.free_at_most)
        elif hold.free_at_most:
            _carry(account, hold.free_at_most, name, day)


@retry_conflicts
def carry_spending(account: Principal, visitor: Principal) -> int:
    """Counts what the account took of its free tokens today against the visitor's, as far as that was not done before.

    What its open holds may still charge counts, too. How many tokens that were: at most what the visitor's purse has.
    """
    day = utc_day()
    with transaction.atomic():
        spent = _taken(account, day)
        if not spent:
            return 0
        [daily] = Account.objects.locked(allowance(visitor, day))
        name = f"{Way.CARRY}:{account.purse}:{visitor.purse}:{day}:"
        earlier = Transfer.objects.filter(debit=daily, reference__startswith=name)
        before: int = earlier.aggregate(total=Sum("amount"))["total"] or 0
        return _carry(visitor, spent - before, f"{name}{before}", day) if spent > before else 0


def _taken(account: Principal, day: date) -> int:
    """What the account's own holds took of the day's free tokens. What was carried into it isn't among that."""
    own = Hold.objects.filter(free_account__owner=account.purse, free_account__kind=Kind.DAILY, free_account__day=day)
    total = Sum("free_settled") + Sum("free", filter=Q(state=Hold.State.HELD), default=0)
    return own.aggregate(total=total)["total"] or 0


def _carry(principal: Principal, amount: int, reference: str, day: date) -> int:
    carried = Account.objects.opened(SYSTEM, Kind.CARRIED)
    # Locked, it keeps what it has until we took it, and two that carry the same don't meet at the insert.
    [daily] = Account.objects.locked(allowance(principal, day))
    amount = min(amount, daily.available)
    if not amount or Transfer.objects.filter(reference=reference).exists():
        return 0
    Transfer.objects.record(Way.CARRY, daily, carried, amount, reference=reference)
    return amount


def _carry_back(earlier: Transfer, amount: int) -> None:
    name = f"{Way.UNCARRY}:{earlier.reference.removeprefix(f'{Way.CARRY}:')}"
    if amount <= 0 or Transfer.objects.filter(reference=name).exists():
        return
    Transfer.objects.record(Way.UNCARRY, earlier.credit, earlier.debit, amount, reference=name)
