"""What Stripe says now about one purchase, read afresh: events only tell that it is time to look."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from stripe import Charge, Dispute, PaymentIntent, Refund
from stripe.checkout import Session

from billing.shop import gateway

logger = logging.getLogger(__name__)

# What each status of a dispute (stripe.Dispute.status) means for the tokens.
OPEN = frozenset(
    {
        "warning_needs_response",  # an inquiry: the bank asks, no money has moved yet
        "warning_under_review",
        "needs_response",
        "under_review",
        "appeal_needs_response",  # it goes on before the next instance
        "appeal_under_review",
    }
)
OURS = frozenset({"won", "warning_closed"})
LOST = "lost"
# Settled before it became a dispute: by paying back at once, or by proofs. Its transfers tell which.
PREVENTED = "prevented"
GRAVITY = (LOST, *sorted(OPEN), PREVENTED, *sorted(OURS))
# Refunds whose money stayed with us or came back. All others (succeeded, pending, requires_action) are on their way.
UNDONE_REFUNDS = frozenset({"failed", "canceled"})


@dataclass(frozen=True, slots=True)
class Truth:
    """One look at a purchase's session, payment, refunds and disputes. Amounts are in cents."""

    session_id: str
    status: str  # of the session: open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    amount: int | None
    currency: str | None
    is_live: bool
    payment_intent: str | None = None
    payment_failed: bool = False
    charge: str = ""
    receipt_url: str = ""
    refunded: int = 0
    dispute: str = ""  # the gravest status of all disputes; "" for none
    money_lost: bool = False  # a dispute took the money for good
    is_disputed: bool = False  # a dispute may still take it

    @property
    def is_paid(self) -> bool:
        """Whether the pack is to be handed over."""
        return self.payment_status in {"paid", "no_payment_required"}


def look(session_id: str) -> Truth:
    """Asks Stripe. Raises stripe.StripeError."""
    api = gateway.client().v1
    session = api.checkout.sessions.retrieve(session_id, params={"expand": ["payment_intent.latest_charge"]})
    payment = session.payment_intent
    if not isinstance(payment, PaymentIntent):
        return _truth(session, None, [], [])
    refunds = api.refunds.list(params={"payment_intent": payment.id, "limit": 100}).auto_paging_iter()
    disputes = api.disputes.list(params={"payment_intent": payment.id, "limit": 100}).auto_paging_iter()
    return _truth(session, payment, refunds, disputes)


def session_of_payment(payment_intent: str) -> str | None:
    """The id of the checkout session that made this payment, if one did."""
    found = gateway.client().v1.checkout.sessions.list(params={"payment_intent": payment_intent, "limit": 1}).data
    return found[0].id if found else None


def _truth(
    session: Session, payment: PaymentIntent | None, refunds: Iterable[Refund], disputes: Iterable[Dispute]
) -> Truth:
    charge = payment.latest_charge if payment else None
    known = list(disputes)
    statuses = {dispute.status for dispute in known}
    lost = any(_took_the_money(dispute) for dispute in known)
    return Truth(
        session_id=session.id,
        status=session.status or "",
        payment_status=session.payment_status,
        amount=session.amount_total,
        currency=session.currency,
        is_live=session.livemode,
        payment_intent=payment.id if payment else None,
        payment_failed=payment is not None and payment.status in {"requires_payment_method", "canceled"},
        charge=charge.id if isinstance(charge, Charge) else "",
        receipt_url=(charge.receipt_url or "") if isinstance(charge, Charge) else "",
        refunded=sum(refund.amount for refund in refunds if refund.status not in UNDONE_REFUNDS),
        dispute=min(statuses, key=_gravity, default=""),
        money_lost=lost,
        is_disputed=not lost and any(_is_open(status) for status in statuses),
    )


def _took_the_money(dispute: Dispute) -> bool:
    if dispute.status == PREVENTED:
        return sum(moved.amount for moved in dispute.balance_transactions) < 0
    return dispute.status == LOST


def _is_open(status: str) -> bool:
    if status not in GRAVITY:
        logger.error("Stripe's status of a dispute, %r, is new to us; its tokens are frozen until we know it.", status)
    return status in OPEN or status not in GRAVITY


def _gravity(status: str) -> int:
    return GRAVITY.index(status) if status in GRAVITY else 1
