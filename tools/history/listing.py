"""What the list of the history shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from accounts.principal import Principal
from tools.history import entries
from tools.history.entries import Filters, Place
from tools.history.entry import Entry
from tools.history.forms import FilterForm


class Listed:
    """An entry with what the query found in it."""

    def __init__(self, entry: Entry, words: tuple[str, ...]) -> None:
        self.entry = entry
        self.name = entry.marked_name(words)
        self.snippet = entry.snippet(words)


def listing(principal: Principal, form: FilterForm, cursor: str) -> dict[str, Any]:
    """What the template needs. A cursor that can't be read begins at the newest entry."""
    filters = form.filters()
    found = entries.page(principal, _of_today(filters) if not principal.is_user else filters, _place(cursor))
    asked = [(name, value) for name, value in form.data.items() if name in form.fields and value]
    return {
        "form": form,
        "principal": principal,
        "listed": [Listed(entry, filters.words) for entry in found.entries],
        "older": urlencode([*asked, ("after", found.older)]) if found.older else "",
        "is_filtered": bool(filters),
        "is_later_page": bool(cursor),
        "hours": settings.VISITOR_HOURS,
        "days": settings.HISTORY_DAYS,
    }


def _of_today(filters: Filters) -> Filters:
    """A visitor sees the last day, also where the purge hasn't come by yet."""
    first = timezone.now() - timedelta(hours=settings.VISITOR_HOURS)
    return replace(filters, since=max(first, filters.since or first))


def _place(cursor: str) -> Place | None:
    try:
        return Place.read(cursor) if cursor else None
    except ValueError:
        return None
