"""What a visitor made comes along into the account, and what was spent counts there (`apps.py` connects these)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.principal import Principal
from billing import ledger
from billing.conflicts import retry_conflicts
from tools.models import Conversation, Generation, Share, StoredFile


def take_along(visitor: Principal, account: Principal, **kwargs: Any) -> None:
    """A visitor has signed up or in: what belongs to the cookie is the account's from now on."""
    if visitor.has_history:  # what belongs to an address may be a neighbour's
        _take_along(visitor, account)


@retry_conflicts
def _take_along(visitor: Principal, account: Principal) -> None:
    with transaction.atomic():
        # With the rows locked, a run ends either before this, and what it charged is carried here, or after it, and
        # then `Generation` carries it. Of two sign-ins of one visitor the second finds nothing.
        mine = Generation.objects.of(visitor).select_for_update(no_key=True).order_by("pk")
        runs = list(mine.values_list("pk", flat=True))
        Generation.objects.filter(pk__in=runs).update(owner=account.owner)
        for model in (Conversation, Share, StoredFile):
            model.objects.of(visitor).update(owner=account.owner)
        StoredFile.objects.of(account).filter(purse=visitor.purse).update(purse=account.purse)
        for run in runs:
            ledger.carry_hold(account, str(run))


def count_on(account: Principal, visitor: Principal, **kwargs: Any) -> None:
    """Somebody signs out: what the account spent today isn't there once more for the visitor."""
    ledger.carry_spending(account, visitor)
