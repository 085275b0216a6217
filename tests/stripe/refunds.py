"""Refunds: whole, in part, several, failing later."""

from typing import TYPE_CHECKING

from tests.stripe import objects
from tests.stripe.checkouts import check_metadata
from tests.stripe.errors import StripeError, invalid
from tests.stripe.events import change, emit
from tests.stripe.store import Thing

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

UNDONE = ("failed", "canceled")


def create(fake: "FakeStripe", params: Thing, status: str = "succeeded") -> Thing:
    """POST /v1/refunds"""
    charge = _charge(fake, params)
    amount = params.get("amount", charge["amount"] - charge["amount_refunded"])
    _check(fake, charge, amount)
    check_metadata(params.get("metadata") or {})
    refund = objects.refund(charge, fake.store.now(), amount, status=status)
    refund.update(reason=params.get("reason"), metadata=params.get("metadata") or {})
    refund["balance_transaction"] = _book(fake, "refund", refund, -amount)
    fake.store.add(refund)
    _count(fake, charge)
    emit(fake, "refund.created", refund)
    emit(fake, "charge.refunded", charge)
    return refund


def _charge(fake: "FakeStripe", params: Thing) -> Thing:
    if "charge" in params:
        return fake.store.get("charge", params["charge"])
    if "payment_intent" not in params:
        raise StripeError(400, "One of the following params should be provided: payment_intent, charge.")
    payment = fake.store.get("payment_intent", params["payment_intent"])
    if not payment["latest_charge"]:
        raise invalid(f"This PaymentIntent ({payment['id']}) does not have a successful charge to refund.", "")
    return fake.store.get("charge", payment["latest_charge"])


def _check(fake: "FakeStripe", charge: Thing, amount: int) -> None:
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} can't be refunded: it is {charge['status']}.", "charge")
    disputes = fake.store.all("dispute", charge=charge["id"])
    if any(not dispute["is_charge_refundable"] and dispute["status"] != "won" for dispute in disputes):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(400, message, code="charge_disputed")
    if left == 0:
        raise StripeError(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount on charge (${left / 100:.2f})"
        raise StripeError(400, message, param="amount")


def _count(fake: "FakeStripe", charge: Thing) -> None:
    """A charge tells of the refunds that weren't undone."""
    refunds = fake.store.all("refund", charge=charge["id"])
    back = sum(refund["amount"] for refund in refunds if refund["status"] not in UNDONE)
    charge.update(amount_refunded=back, refunded=back == charge["amount"])


def _book(fake: "FakeStripe", kind: str, refund: Thing, amount: int) -> str:
    return fake.store.add(objects.balance(fake.store.now(), kind, refund, amount, 0))["id"]


def update(fake: "FakeStripe", refund: Thing, params: Thing) -> Thing:
    """POST /v1/refunds/ID: its metadata."""
    check_metadata(params.get("metadata") or {})
    _tell(fake, refund, metadata={**refund["metadata"], **(params.get("metadata") or {})})
    return refund


def succeed(fake: "FakeStripe", refund: Thing) -> None:
    """It arrived, and the bank gave its reference."""
    details = {**refund["destination_details"]}
    if "card" in details:
        details["card"] = {**details["card"], "reference": "7" * 23, "reference_status": "available"}
    _tell(fake, refund, status="succeeded", destination_details=details)


def fail(fake: "FakeStripe", refund: Thing, reason: str = "lost_or_stolen_card") -> None:
    """The bank didn't take it: the money is ours again, days after it went."""
    if refund["status"] in UNDONE:
        raise invalid(f"This refund is {refund['status']}.", "refund")
    refund["failure_balance_transaction"] = _book(fake, "refund_failure", refund, refund["amount"])
    refund["failure_reason"] = reason
    previous = refund["status"]
    refund["status"] = "failed"
    _count(fake, fake.store.get("charge", refund["charge"]))
    emit(fake, "refund.updated", refund, status=previous)
    emit(fake, "charge.refund.updated", refund, status=previous)
    emit(fake, "refund.failed", refund)


def cancel(fake: "FakeStripe", refund: Thing) -> Thing:
    """POST /v1/refunds/ID/cancel: while it waits for the payer."""
    if refund["status"] not in ("requires_action", "pending"):
        raise StripeError(400, f"You cannot cancel a refund with status {refund['status']}.")
    refund["status"] = "canceled"
    _count(fake, fake.store.get("charge", refund["charge"]))
    emit(fake, "refund.updated", refund)
    return refund


def _tell(fake: "FakeStripe", refund: Thing, **fields: object) -> None:
    event = change(fake, "refund.updated", refund, **fields)
    emit(fake, "charge.refund.updated", refund, **event["data"]["previous_attributes"])
