"""Headers that say how many tokens are left and when the free ones come back."""

from __future__ import annotations

from math import ceil

from django.utils import timezone

from accounts.principal import Principal
from billing import ledger
from billing.ledger import Balance


def token_headers(balance: Balance) -> dict[str, str]:
    """`limit` is the day's free tokens; `remaining` what a run can take; `reset` is "<seconds>s"."""
    seconds = max(0, ceil((balance.resets_at - timezone.now()).total_seconds()))
    return {
        "x-ratelimit-limit-tokens": str(balance.daily),
        "x-ratelimit-remaining-tokens": str(max(0, balance.available)),
        "x-ratelimit-reset-tokens": f"{seconds}s",
    }


def headers_of(principal: Principal) -> dict[str, str]:
    """The headers for what `principal` has now; asks the database."""
    return token_headers(ledger.balance(principal))
