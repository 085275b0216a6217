"""What the shop does when somebody leaves, or takes their data along."""

import logging
from typing import Any

import stripe
from django.dispatch import receiver

from accounts.export import File, json_list
from accounts.principal import Principal
from accounts.signals import data_exported, owner_forgotten
from billing.shop import gateway
from billing.shop.models import Purchase

logger = logging.getLogger(__name__)


@receiver(owner_forgotten)
def forget(owner: str, **kwargs: Any) -> None:
    """The purchase stays, as the books must; who it was and the way to the receipt, which names them, go."""
    _close_checkouts(owner)
    Purchase.objects.of(owner).update(user=None, receipt_url="")


def _close_checkouts(owner: str) -> None:
    """So that nobody pays for tokens that nobody can spend. What can't be closed now closes by itself in an hour."""
    if not gateway.is_on():
        return
    for purchase in Purchase.objects.of(owner).unpaid().exclude(session_id=None):
        try:
            gateway.client().v1.checkout.sessions.expire(str(purchase.session_id))
        except stripe.StripeError as error:
            logger.warning("The checkout of purchase %s couldn't be closed: %s", purchase.pk, type(error).__name__)


@receiver(data_exported)
def export(principal: Principal, **kwargs: Any) -> list[File]:
    """All that was bought, as `purchases.json`."""
    fields = (
        *("id", "created_at", "pack", "tokens", "amount", "currency", "state", "paid_at", "receipt_url", "refunded"),
        *("dispute", "tokens_taken", "tokens_lost", "tokens_frozen"),
    )
    rows = Purchase.objects.of(principal.purse).order_by("created_at").values(*fields)
    return [json_list("purchases.json", rows.iterator())]
