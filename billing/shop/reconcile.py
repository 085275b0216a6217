"""What webhooks missed: goes through Stripe's events and sessions of the last days, by the same code as the webhook."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from billing.shop import events, fulfilment, gateway
from billing.shop.models import Purchase, StripeEvent

logger = logging.getLogger(__name__)

DAYS = 3  # for as long Stripe itself sends an event again
GRACE = timedelta(minutes=10)  # what is younger may still come by itself
# A payment by bank transfer or debit can be on its way for two weeks; Stripe keeps events for thirty days.
PROCESSING_FOR = timedelta(days=30)
NEVER_OPENED = "The payment page was never opened. Nothing was charged."


@dataclass(slots=True)
class Found:
    """What one look found."""

    events: int = 0
    missed: int = 0
    sessions: int = 0
    credited: int = 0
    closed: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return (
            f"Looked at {self.events} events and {self.sessions} sessions: {self.missed} events were missed, "
            f"{self.credited} purchases credited, {self.closed} closed, {self.failed} failed."
        )


def reconcile(days: int = DAYS) -> Found:
    """Brings every purchase of the last `days` in line with Stripe. One that fails doesn't stop the others.

    Raises stripe.StripeError when Stripe can't be asked at all.
    """
    found = Found()
    since = timezone.now() - timedelta(days=days)
    unpaid = set(Purchase.objects.filter(paid_at=None).values_list("pk", flat=True))
    _missed_events(since, found)
    _sessions(since, found)
    _open_too_long(found)
    found.credited = Purchase.objects.filter(pk__in=unpaid).exclude(paid_at=None).count()
    return found


def _missed_events(since: datetime, found: Found) -> None:
    listed = gateway.client().v1.events.list(
        params={"types": list(events.HANDLERS), "created": {"gte": int(since.timestamp())}, "limit": 100}
    )
    for event in listed.auto_paging_iter():
        found.events += 1
        if StripeEvent.objects.filter(pk=event.id).exclude(handled_at=None).exists():
            continue
        try:
            row = events.handle(event)
        except Exception:
            logger.exception("Event %s (%s) failed again.", event.id, event.type)
            found.failed += 1
        else:
            found.missed += row.purchase_id is not None


def _sessions(since: datetime, found: Found) -> None:
    """Paid sessions whose purchase isn't credited: even where no event tells of them."""
    listed = gateway.client().v1.checkout.sessions.list(
        params={"created": {"gte": int(since.timestamp())}, "status": "complete", "limit": 100}
    )
    for session in listed.auto_paging_iter():
        found.sessions += 1
        known = events.by_session(session)
        if known is not None and not known[0].is_credited:
            _refresh(*known, found)


def _open_too_long(found: Found) -> None:
    """Purchases whose checkout has closed without our hearing of it."""
    now = timezone.now()
    for purchase in Purchase.objects.unpaid().filter(created_at__gt=now - PROCESSING_FOR):
        if now < purchase.expires_at + GRACE:
            continue
        if purchase.session_id:
            found.closed += _refresh(purchase, purchase.session_id, found)
        else:
            mine = Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.CREATED, session_id=None)
            found.closed += mine.update(state=Purchase.State.FAILED, message=NEVER_OPENED)


def _refresh(purchase: Purchase, session_id: str, found: Found) -> bool:
    """Whether it can't be paid any more after the look, and isn't."""
    try:
        fulfilment.refresh(purchase.pk, session_id)
    except Exception:
        logger.exception("Purchase %s can't be brought in line with Stripe.", purchase.pk)
        found.failed += 1
    purchase.refresh_from_db()
    return purchase.state in {Purchase.State.EXPIRED, Purchase.State.FAILED}
