"""Bringing one purchase in line with what Stripe says: credit, take back, freeze. The only way tokens move for money.

Whatever the event, and however often and in which order events come, the same is done: take a ticket, look at Stripe,
then apply what was seen in one transaction, unless a later look was applied already. A look that began later knows all
that happened before an earlier one began, so the newest truth wins; and what is applied is the difference between
where the tokens should be and where they are, so that doing it twice does nothing.
"""

from __future__ import annotations

import logging
import uuid

from django.db import transaction
from django.utils import timezone

from billing import ledger
from billing.conflicts import retry_conflicts
from billing.shop import gateway, truth
from billing.shop.models import Purchase
from billing.shop.truth import Truth

logger = logging.getLogger(__name__)
State = Purchase.State

NOT_AS_AGREED = "The payment isn't what this pack costs. We are looking into it; nothing more is charged."
NEVER_CHARGED = "The payment didn't come through. Nothing was charged."
APPLIED = [
    *("state", "message", "paid_at", "session_id", "payment_intent", "charge", "receipt_url", "refunded", "dispute"),
    *("tokens_taken", "tokens_lost", "tokens_frozen", "tokens_unfrozen", "applied"),
]


def refresh(purchase_id: uuid.UUID, session_id: str) -> bool:
    """Looks at Stripe and applies what it says; False when somebody applied a later look meanwhile.

    Raises stripe.StripeError when Stripe doesn't answer; nothing was changed then.
    """
    ticket = Purchase.objects.ticket(purchase_id)
    return apply(purchase_id, ticket, truth.look(session_id))


@retry_conflicts
def apply(purchase_id: uuid.UUID, ticket: int, seen: Truth) -> bool:
    """Moves the tokens to where `seen`, looked up after `ticket` was taken, says they belong."""
    with transaction.atomic():
        purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
        if purchase.applied >= ticket:
            return False
        purchase.applied = ticket
        _note(purchase, seen)
        if seen.is_paid and not purchase.is_credited:
            _credit(purchase, seen)
        if purchase.is_credited:
            _take(purchase, _to_be_gone(purchase, seen))
            _freeze(purchase, purchase.tokens - _to_be_gone(purchase, seen) if seen.is_disputed else 0)
        purchase.save(update_fields=APPLIED)
    return True


def _note(purchase: Purchase, seen: Truth) -> None:
    """Writes down what Stripe says; of a purchase that was credited the state stays "paid"."""
    purchase.session_id = seen.session_id
    purchase.payment_intent = seen.payment_intent or purchase.payment_intent
    purchase.charge = seen.charge or purchase.charge
    purchase.receipt_url = seen.receipt_url or purchase.receipt_url
    purchase.refunded = seen.refunded
    purchase.dispute = seen.dispute
    if not purchase.is_credited:
        purchase.state, purchase.message = _unpaid_state(seen)


def _unpaid_state(seen: Truth) -> tuple[str, str]:
    if seen.status == "open":
        return State.OPEN, ""
    if seen.status == "expired":
        return State.EXPIRED, ""
    return (State.FAILED, NEVER_CHARGED) if seen.payment_failed else (State.PROCESSING, "")


def _credit(purchase: Purchase, seen: Truth) -> None:
    agreed = (purchase.amount, purchase.currency, gateway.is_live())
    if (seen.amount, seen.currency, seen.is_live) != agreed:
        logger.error("Purchase %s was paid otherwise than agreed: %s, not %s.", purchase.pk, seen, agreed)
        purchase.state, purchase.message = State.REVIEW, NOT_AS_AGREED
        return
    if purchase.user_id is None:
        logger.error("Purchase %s was paid after its account was deleted: pay it back.", purchase.pk)
    ledger.buy(purchase.buyer, purchase.tokens, reference=str(purchase.pk))
    purchase.state, purchase.message, purchase.paid_at = State.PAID, "", timezone.now()


def _to_be_gone(purchase: Purchase, seen: Truth) -> int:
    """How many of the pack's tokens must not be the buyer's any more; a part of a token stays with the buyer."""
    if seen.money_lost:
        return purchase.tokens
    return purchase.tokens * min(seen.refunded, purchase.amount) // purchase.amount


def _take(purchase: Purchase, gone: int) -> None:
    """Makes `tokens_taken + tokens_lost` be `gone`: frozen tokens go first, then others, and Rewind bears the rest."""
    more = gone - purchase.tokens_taken - purchase.tokens_lost
    if more > 0:
        taken = _take_frozen(purchase, min(more, purchase.tokens_frozen))
        taken += _take_back(purchase, more - taken)
        purchase.tokens_taken += taken
        purchase.tokens_lost += more - taken
    elif more < 0:
        forgiven = min(-more, purchase.tokens_lost)
        purchase.tokens_lost -= forgiven
        _give_back(purchase, -more - forgiven)


def _freeze(purchase: Purchase, wanted: int) -> None:
    """Makes `tokens_frozen + tokens_unfrozen` be `wanted`; what was spent already can't be frozen, now or later."""
    more = wanted - purchase.tokens_frozen - purchase.tokens_unfrozen
    if more > 0:
        frozen = ledger.freeze(purchase.purse, more, reference=_reference(purchase))
        purchase.tokens_frozen += frozen
        purchase.tokens_unfrozen += more - frozen
    elif more < 0:
        spent = min(-more, purchase.tokens_unfrozen)
        purchase.tokens_unfrozen -= spent
        _thaw(purchase, -more - spent)


def _take_frozen(purchase: Purchase, amount: int) -> int:
    if amount:
        ledger.take_frozen(purchase.purse, amount, reference=_reference(purchase))
        purchase.tokens_frozen -= amount
    return amount


def _take_back(purchase: Purchase, most: int) -> int:
    return ledger.take_back(purchase.purse, most, reference=_reference(purchase)) if most else 0


def _give_back(purchase: Purchase, amount: int) -> None:
    if amount:
        ledger.give_back(purchase.purse, amount, reference=_reference(purchase))
        purchase.tokens_taken -= amount


def _thaw(purchase: Purchase, amount: int) -> None:
    if amount:
        ledger.thaw(purchase.purse, amount, reference=_reference(purchase))
        purchase.tokens_frozen -= amount


def _reference(purchase: Purchase) -> str:
    """One look does each of the ledger's verbs at most once."""
    return f"{purchase.pk}:{purchase.applied}"
