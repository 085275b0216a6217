"""How a key is told on a page: what it is for, whether it works, what it has spent today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import ApiKey, User
from accounts.scopes import in_words
from billing.days import utc_day
from billing.limits import KeyDay

ENDED_SHOWN = timedelta(days=30)  # so long after its end a key is still listed


@dataclass(frozen=True, slots=True)
class Listed:
    """One key, and what the page says of it."""

    key: ApiKey
    scopes: str
    state: str  # "live", "replaced" (and still works), "expired" or "revoked"
    used: int  # tokens of its own limit, today

    @classmethod
    def of(cls, key: ApiKey) -> Listed:
        """The key as of now."""
        (listed,) = _listed([key])
        return listed

    @property
    def works(self) -> bool:
        return self.state in ("live", "replaced")


def listing(user: User) -> dict[str, Any]:
    """`live` and `ended` keys of the account, newest first; those that ended long ago are left out."""
    since = timezone.now() - ENDED_SHOWN
    rows = user.api_keys.exclude(Q(revoked_at__lt=since) | Q(expires_at__lt=since)).order_by("-created", "-pk")
    listed = _listed(list(rows))
    return {"live": [one for one in listed if one.works], "ended": [one for one in listed if not one.works]}


def _listed(keys: list[ApiKey]) -> list[Listed]:
    days = KeyDay.objects.filter(key_id__in=[key.line_id for key in keys], day=utc_day(timezone.now()))
    used = dict(days.values_list("key_id", "used"))
    return [Listed(key, in_words(key.scopes), _state(key), used.get(key.line_id, 0)) for key in keys]


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.is_live:
        return "expired"
    return "replaced" if key.replaced_by_id else "live"
