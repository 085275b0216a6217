"""Free tokens that one person spent in one place count in another: signing in and out makes no tokens.

docs/ledger.md says how. Nobody's allowance is ever filled by this, only used up.
"""

from django.db import transaction

from accounts.principal import Principal
from billing.allowance import allowance
from billing.conflicts import retry_conflicts
from billing.days import utc_day
from billing.models import SYSTEM, Account, Transfer
from billing.moving import check

Way = Transfer.Kind


@retry_conflicts
def carry(principal: Principal, amount: int, *, reference: str) -> int:
    """Counts `amount` free tokens against today's allowance, or as many as it has; how many, once a `reference`.

    0 when the reference came before, whoever's allowance it was then.
    """
    check(amount)
    reference = f"{Way.CARRY}:{reference}"
    with transaction.atomic():
        carried = Account.objects.opened(SYSTEM, Account.Kind.CARRIED)
        # Two that carry the same to two purses wait for each other only at the insert.
        [daily] = Account.objects.locked(allowance(principal, utc_day()))
        amount = min(amount, daily.available)
        if not amount or Transfer.objects.filter(reference=reference).exists():
            return 0
        Transfer.objects.record(Way.CARRY, daily, carried, amount, reference=reference)
    return amount
