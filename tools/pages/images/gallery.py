"""The pictures that one has made so far, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.principal import Principal
from tools.history.entries import Filters, Place, between
from tools.models import FINAL, Generation
from tools.pages.images.pictures import Picture, finished

PAGE = 12  # runs, of one to four pictures each


@dataclass(frozen=True, slots=True)
class Gallery:
    """Some of the pictures, and the cursor of those made before them; "" where there are none."""

    pictures: list[Picture]
    older: str
    is_later_page: bool


def gallery(principal: Principal, cursor: str = "", without: UUID | None = None) -> Gallery:
    """A page of it, `without` the run that is shown already. A cursor that can't be read begins at the newest.

    A visitor sees the last day, also where the purge hasn't come by yet; nothing is ever listed for an address.
    """
    if not principal.has_history:
        return Gallery([], "", False)
    since = None if principal.is_user else timezone.now() - timedelta(hours=settings.VISITOR_HOURS)
    rows = Generation.objects.of(principal).filter(kind="image", state__in=FINAL, output__isnull=False)
    after = _place(cursor)
    others = rows.exclude(pk=without) if without else rows
    runs = list(between(others, "created_at", Filters(since=since), after)[: PAGE + 1])
    last = runs[PAGE - 1] if len(runs) > PAGE else None
    pictures = [picture for run in runs[:PAGE] for picture in finished(run)]
    return Gallery(pictures, str(Place(last.created_at, last.pk)) if last else "", after is not None)


def _place(cursor: str) -> Place | None:
    try:
        return Place.read(cursor) if cursor else None
    except ValueError:
        return None
