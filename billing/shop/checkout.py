"""From a click on "Buy" to Stripe's payment page."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import stripe
from django.utils import timezone

from accounts.models import User
from billing.packs import Pack
from billing.shop import gateway
from billing.shop.events import METADATA
from billing.shop.models import Purchase

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams
    from stripe.params.checkout import SessionCreateParamsLineItemPriceData as LineItemPriceData
    from stripe.params.checkout import SessionCreateParamsLineItemPriceDataProductData as ProductData

logger = logging.getLogger(__name__)
State = Purchase.State

MOST_AN_HOUR = 20  # checkouts that one account may begin: many more are somebody trying stolen cards
# A session must stay open for half an hour from its making, so a repeated click counts as the same for so long only.
SAME_FOR = timedelta(minutes=25)
AWAY = "The payment page couldn't be opened. Nothing was charged."


class CheckoutAway(Exception):
    """Stripe made no payment page; nothing was charged."""


class TooManyCheckouts(Exception):
    """This account began MOST_AN_HOUR checkouts within the hour."""


def begin(user: User, pack: Pack, form: uuid.UUID, site: str) -> str:
    """The address of the payment page for `pack`. The same `form` sent twice is one purchase.

    `site` is our own address, to come back to. Raises CheckoutAway and TooManyCheckouts.
    """
    purchase = _purchase(user, pack, form)
    try:
        session = gateway.client().v1.checkout.sessions.create(
            params=_params(purchase, user, pack, site), options={"idempotency_key": str(purchase.pk)}
        )
        if session.url is None:
            raise CheckoutAway
    except (stripe.StripeError, CheckoutAway) as error:
        logger.exception("No checkout for purchase %s.", purchase.pk, exc_info=error)
        waiting = Purchase.objects.filter(pk=purchase.pk, state=State.CREATED)
        waiting.update(state=State.FAILED, message=AWAY)
        raise CheckoutAway from error
    # Where the webhook was faster it has written the same, and more.
    unknown = Purchase.objects.filter(pk=purchase.pk, session_id=None)
    unknown.update(session_id=session.id, state=State.OPEN, message="")
    return session.url


def _purchase(user: User, pack: Pack, form: uuid.UUID) -> Purchase:
    """The purchase that this form made before and that can still be paid, or a new one."""
    purchase_id = uuid.uuid5(form, f"{user.pk}:{pack.id}")
    while (earlier := Purchase.objects.filter(pk=purchase_id).first()) is not None:
        if _can_be_paid(earlier):
            return earlier
        purchase_id = uuid.uuid5(purchase_id, "again")  # so that a double click on it is one purchase too
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Purchase.objects.filter(user=user, created_at__gt=an_hour_ago).count() >= MOST_AN_HOUR:
        raise TooManyCheckouts
    purchase, _ = Purchase.objects.get_or_create(pk=purchase_id, defaults=Purchase.terms(user, pack))
    return purchase


def _can_be_paid(purchase: Purchase) -> bool:
    """Not one that failed: Stripe would answer its key with the same failure for a day."""
    is_young = timezone.now() - purchase.created_at < SAME_FOR
    return is_young and purchase.state in {State.CREATED, State.OPEN}


def _params(purchase: Purchase, user: User, pack: Pack, site: str) -> SessionCreateParams:
    """Made of the row and the account alone: a repeated request must be the same to the letter."""
    metadata = {METADATA: str(purchase.pk)}
    product: ProductData = {"name": pack.name, "description": "Used after the day's free tokens. They don't expire."}
    price: LineItemPriceData = {"currency": purchase.currency, "unit_amount": purchase.amount, "product_data": product}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "client_reference_id": str(purchase.pk),
        "metadata": metadata,
        # Refunds and disputes name the payment and not the session.
        "payment_intent_data": {"metadata": metadata, "description": pack.name, "receipt_email": user.email},
        "customer_email": user.email,
        # A price in another currency would make refunds in that one.
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(purchase.expires_at.timestamp()),
        "success_url": f"{site}/pricing/thanks/?{urlencode({'purchase': purchase.pk})}",
        "cancel_url": f"{site}/pricing/?cancelled=1",
    }
