"""Disputes: the bank takes the money, and gives it back or not; inquiries; warnings of fraud."""

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.stripe import objects
from tests.stripe.errors import StripeError, invalid
from tests.stripe.events import change, emit
from tests.stripe.store import Thing, new_id

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

FEE = 1_500
CLOSED = ("won", "lost", "warning_closed", "prevented")


def open_(fake: "FakeStripe", charge: Thing, amount: int | None = None, *, inquiry: bool = False) -> Thing:
    """The bank wants the money back and takes it; an inquiry only asks."""
    status = "warning_needs_response" if inquiry else "needs_response"
    wanted = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    dispute = fake.store.add(objects.dispute(charge, fake.store.now(), wanted, "fraudulent", status))
    charge["disputed"] = True
    emit(fake, "charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(fake, dispute)
    return dispute


def escalate(fake: "FakeStripe", dispute: Thing) -> None:
    """An inquiry becomes a dispute."""
    if not dispute["status"].startswith("warning_needs"):
        raise invalid(f"This dispute is {dispute['status']}.", "dispute")
    dispute["is_charge_refundable"] = False
    change(fake, "charge.dispute.updated", dispute, status="needs_response")
    _withdraw(fake, dispute)


def _withdraw(fake: "FakeStripe", dispute: Thing) -> None:
    _move(fake, dispute, -dispute["amount"], FEE, "dispute")
    emit(fake, "charge.dispute.funds_withdrawn", dispute)


def _move(fake: "FakeStripe", dispute: Thing, amount: int, fee: int, category: str) -> None:
    source = {**dispute, "description": f"Chargeback for {dispute['charge']}"}
    moved = objects.balance(fake.store.now(), "adjustment", source, amount, fee, category)
    dispute["balance_transactions"].append(deepcopy(fake.store.add(moved)))


def update(fake: "FakeStripe", dispute: Thing, params: Thing) -> Thing:
    """POST /v1/disputes/ID: proofs, and with `submit` on to the bank."""
    if dispute["status"] in CLOSED:
        raise StripeError(400, "This dispute is already closed")
    dispute["evidence"].update(params.get("evidence") or {})
    details = {**dispute["evidence_details"], "has_evidence": True}
    status = dispute["status"]
    if params.get("submit", True):
        details["submission_count"] += 1
        status = "warning_under_review" if status.startswith("warning") else "under_review"
    change(fake, "charge.dispute.updated", dispute, status=status, evidence_details=details)
    return dispute


def accept(fake: "FakeStripe", dispute: Thing) -> Thing:
    """POST /v1/disputes/ID/close: we give in."""
    end(fake, dispute, won=False)
    return dispute


def end(fake: "FakeStripe", dispute: Thing, *, won: bool) -> None:
    """The bank has decided; an inquiry just ends."""
    if dispute["status"] in CLOSED:
        raise StripeError(400, "This dispute is already closed")
    if dispute["status"].startswith("warning"):
        dispute["status"] = "warning_closed"
        emit(fake, "charge.dispute.closed", dispute)
        return
    dispute["status"] = "won" if won else "lost"
    if won:
        _move(fake, dispute, dispute["amount"], 0, "dispute_reversal")
    emit(fake, "charge.dispute.closed", dispute)
    if won:
        emit(fake, "charge.dispute.funds_reinstated", dispute)


def warn(fake: "FakeStripe", charge: Thing) -> Thing:
    """The bank tells of fraud, before or without a dispute."""
    warning = {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": not charge["disputed"] and not charge["refunded"],
        "charge": charge["id"],
        "created": fake.store.now(),
        "fraud_type": "made_with_stolen_card",
        "livemode": charge["livemode"],
        "payment_intent": charge["payment_intent"],
    }
    emit(fake, "radar.early_fraud_warning.created", fake.store.add(warning))
    return warning
