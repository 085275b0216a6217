"""What time does to the ledger: holds expire, days end. Any process may run these, at any time, side by side."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from billing.conflicts import retry_conflicts
from billing.days import utc_day
from billing.models import SYSTEM, Account, Hold, Transfer

BATCH = 1_000  # rows that one call goes through, each in a transaction of its own
# Machines' clocks differ: a day is closed only when it is over for all of them.
CLOSE_AFTER = timedelta(hours=1)


def expire_holds(now: datetime | None = None) -> int:
    """Gives back the holds whose time was up at `now`; how many there were, at most BATCH."""
    now = now or timezone.now()
    lapsed = Hold.objects.lapsed(now).select_related("free_account", "bought_account")
    return sum(_expire(hold, now) for hold in lapsed.order_by("expires_at")[:BATCH])


@retry_conflicts
def _expire(hold: Hold, now: datetime) -> bool:
    with transaction.atomic():
        # Asks for the time once more: it may have been extended since we looked.
        if not Hold.objects.lapsed(now).filter(pk=hold.pk).resolve(Hold.State.EXPIRED):
            return False
        hold.give_back()
    return True


def close_days(now: datetime | None = None) -> int:
    """Empties past days' accounts of what wasn't used, those with open holds later; how many, at most BATCH."""
    over = utc_day((now or timezone.now()) - CLOSE_AFTER)
    leftovers = Account.objects.filter(kind=Account.Kind.DAILY, day__lt=over, posted__gt=0, held=0)
    return sum(_close(account.pk) for account in leftovers.order_by("day")[:BATCH])


@retry_conflicts
def _close(account_id: int) -> bool:
    with transaction.atomic():
        # On SQLite the transaction itself holds the one write lock (IMMEDIATE), and `select_for_update` does nothing.
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.held or not account.posted:
            return False
        expired = Account.objects.opened(SYSTEM, Account.Kind.EXPIRED)
        reference = f"close:{account.owner}:{account.day}"
        Transfer.objects.record(Transfer.Kind.CLOSE, account, expired, account.posted, reference=reference)
    return True
