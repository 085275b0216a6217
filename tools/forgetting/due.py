"""What the purge takes, as of a moment. What is saved or has a live share is never due, nor what waits or runs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from billing.shop.models import StripeEvent
from tools.models import FINAL, Conversation, FileUse, Generation, Share, StoredFile

EVENTS_DAYS = 90  # Stripe sends an event again for days, and tells of it when asked for a month


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows that are of no use any more and simply go, by the moment from which on they were not."""

    kind: str
    rows: QuerySet[Any]
    since: str  # the field of that moment


def conversations(now: datetime.datetime) -> QuerySet[Any]:
    """Conversations whose time is over, each with its last `activity`."""
    unfinished = Generation.objects.filter(conversation=OuterRef("pk")).exclude(state__in=FINAL)
    shared = Share.objects.live(now).filter(Q(conversation=OuterRef("pk")) | Q(generation__conversation=OuterRef("pk")))
    rows = Conversation.objects.annotate(activity=F("updated_at")).filter(saved_at=None)
    return _over(rows, now).filter(~Exists(unfinished), ~Exists(shared))


def generations(now: datetime.datetime) -> QuerySet[Any]:
    """Generations without a conversation whose time is over, each with its last `activity`."""
    shared = Share.objects.live(now).filter(generation=OuterRef("pk"))
    rows = Generation.objects.filter(conversation=None, saved_at=None, state__in=FINAL)
    rows = rows.annotate(activity=Coalesce("finished_at", "created_at"))
    return _over(rows, now).filter(~Exists(shared))


def files(now: datetime.datetime) -> QuerySet[StoredFile]:
    """Files that a run takes: unused ones, those of which only runs that are due have use, and doomed ones."""
    others = FileUse.objects.filter(file=OuterRef("pk")).exclude(generation__in=generations(now).values("pk"))
    others = others.exclude(generation__conversation__in=conversations(now).values("pk"))
    used = FileUse.objects.filter(file=OuterRef("pk"))
    every = StoredFile.objects.all()
    return every.due(now) | every.filter(Exists(used), ~Exists(others)) | every.doomed()


def leftovers(now: datetime.datetime) -> list[Leftovers]:
    """Expired shares and sessions, and notes of Stripe's events that were dealt with long ago."""
    long_ago = now - datetime.timedelta(days=EVENTS_DAYS)
    return [
        Leftovers("share", Share.objects.filter(expires_at__lte=now), "expires_at"),
        Leftovers("session", Session.objects.filter(expire_date__lte=now), "expire_date"),
        Leftovers("event", StripeEvent.objects.filter(handled_at__lte=long_ago), "handled_at"),
    ]


def _over(rows: QuerySet[Any], now: datetime.datetime) -> QuerySet[Any]:
    """Those of `rows` whose activity is as long ago as their owner's kind allows."""
    visitors = Q(owner__startswith="visitor:") | Q(owner__startswith="address:")
    accounts = Q(owner__startswith="user:")
    day = now - datetime.timedelta(hours=settings.VISITOR_HOURS)
    month = now - datetime.timedelta(days=settings.HISTORY_DAYS)
    # Nothing is active before it is made, and `created_at` has an index.
    return rows.filter(
        Q(visitors, activity__lte=day, created_at__lte=day) | Q(accounts, activity__lte=month, created_at__lte=month)
    )
