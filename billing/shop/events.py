"""From one of Stripe's events to the purchase that it is about, and what is to be done with it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from stripe import Event, InvalidRequestError, StripeObject

from billing.shop import fulfilment, gateway, truth
from billing.shop.models import Purchase, StripeEvent

logger = logging.getLogger(__name__)

# The key under which sessions and payments carry our purchase's id.
METADATA = "purchase"
NOT_OURS = "about nothing that was bought here"
OTHER_MODE = "of the other mode: test or live"
UNKNOWN_TYPE = "a type that we don't need"


def handle(event: Event) -> StripeEvent:
    """Does what the event asks for, unless it was done before, and notes it.

    Raises whatever stopped it; the note then says that it must come again.
    """
    row = _noted(event)
    if row.handled_at is not None:
        return row
    row.begin()
    try:
        purchase, note = _handled(event)
    except Exception as error:
        row.failed(error)
        raise
    row.done(purchase, note)
    row.refresh_from_db()
    return row


def _noted(event: Event) -> StripeEvent:
    """Our row for the event, made where it is the first time that we hear of it."""
    row, _ = StripeEvent.objects.get_or_create(
        pk=event.id,
        defaults={
            "type": event.type[:100],
            "api_version": (event.api_version or "")[:40],
            "created": datetime.fromtimestamp(event.created, UTC),
            "object_id": str(getattr(event.data.object, "id", ""))[:100],
        },
    )
    return row


def _handled(event: Event) -> tuple[Purchase | None, str]:
    """The purchase that was brought up to date, or why there was nothing to do."""
    if event.type not in HANDLERS:
        return None, UNKNOWN_TYPE
    if event.livemode != gateway.is_live():
        return None, OTHER_MODE
    find, act = HANDLERS[event.type]
    found = find(event.data.object)
    if found is None:
        return None, NOT_OURS
    act(*found)
    return found[0], ""


def by_session(session: Any) -> tuple[Purchase, str] | None:
    """The purchase of a checkout session, and the session's id."""
    purchase = _ours(session)
    if purchase is None or purchase.session_id not in {None, session.id}:
        return None
    return purchase, session.id


def _by_payment(thing: Any) -> tuple[Purchase, str] | None:
    """The purchase of a charge, a refund, a dispute or a warning, and the id of its session."""
    payment = _id(getattr(thing, "payment_intent", None)) or _payment_of_charge(_id(getattr(thing, "charge", None)))
    purchase = _of_payment(payment) if payment else None
    if payment is None or purchase is None:
        return None
    session = purchase.session_id or truth.session_of_payment(payment)
    return (purchase, session) if session else None


def _of_payment(payment: str) -> Purchase | None:
    """The purchase that this payment was for."""
    known = Purchase.objects.filter(payment_intent=payment).first()
    if known is not None:
        return known
    try:  # the first that we hear of this payment, as events come in any order
        return _ours(gateway.client().v1.payment_intents.retrieve(payment))
    except InvalidRequestError as error:
        if error.code == "resource_missing":  # no payment of this account, so asking again wouldn't help
            return None
        raise


def _payment_of_charge(charge: str | None) -> str | None:
    return _id(gateway.client().v1.charges.retrieve(charge).payment_intent) if charge else None


def _ours(carrier: Any) -> Purchase | None:
    """The purchase that a session's or a payment's metadata name. Other products of the same account have their own."""
    metadata = getattr(carrier, "metadata", None)
    named = metadata.to_dict().get(METADATA) if isinstance(metadata, StripeObject) else (metadata or {}).get(METADATA)
    try:
        return Purchase.objects.filter(pk=uuid.UUID(str(named))).first() if named else None
    except ValueError:
        return None


def _id(reference: Any) -> str | None:
    """The id of an object that may be written out in full."""
    return reference if isinstance(reference, str) or reference is None else reference.id


def _refresh(purchase: Purchase, session_id: str) -> None:
    fulfilment.refresh(purchase.pk, session_id)


def _warn(purchase: Purchase, session_id: str) -> None:
    """A bank says that the payment is probably fraud: for people to look at; a dispute may follow or not."""
    logger.warning("The bank warns that purchase %s may be fraud; consider paying it back.", purchase.pk)
    Purchase.objects.filter(pk=purchase.pk, warned_at=None).update(warned_at=timezone.now())


Finder = Callable[[Any], tuple[Purchase, str] | None]
Action = Callable[[Purchase, str], None]
# Every event that the webhook's endpoint subscribes to (docs/billing.md has what each is for).
HANDLERS: Mapping[str, tuple[Finder, Action]] = {
    "checkout.session.completed": (by_session, _refresh),
    "checkout.session.async_payment_succeeded": (by_session, _refresh),
    "checkout.session.async_payment_failed": (by_session, _refresh),
    "checkout.session.expired": (by_session, _refresh),
    "refund.created": (_by_payment, _refresh),
    "refund.updated": (_by_payment, _refresh),
    "refund.failed": (_by_payment, _refresh),
    "charge.refunded": (_by_payment, _refresh),
    "charge.dispute.created": (_by_payment, _refresh),
    "charge.dispute.updated": (_by_payment, _refresh),
    "charge.dispute.closed": (_by_payment, _refresh),
    "charge.dispute.funds_withdrawn": (_by_payment, _refresh),
    "charge.dispute.funds_reinstated": (_by_payment, _refresh),
    "radar.early_fraud_warning.created": (_by_payment, _warn),
}
