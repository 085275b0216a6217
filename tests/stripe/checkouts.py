"""Checkout sessions: made, paid, declined, expired."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.stripe import objects
from tests.stripe.errors import StripeError, invalid
from tests.stripe.events import change, emit
from tests.stripe.store import Thing

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

DAY = 86_400
COPIED = ("client_reference_id", "customer_email", "cancel_url", "locale", "submit_type")


def create(fake: "FakeStripe", params: Thing) -> Thing:
    """POST /v1/checkout/sessions"""
    now = fake.store.now()
    _check(params, now)
    currency = params["line_items"][0]["price_data"]["currency"]
    items = [
        objects.item(now, fake.livemode, line.get("quantity", 1), line["price_data"], currency)
        for line in params["line_items"]
    ]
    total = sum(item["amount_total"] for item in items)
    if total < 50:
        raise invalid("The Checkout Session's total amount must convert to at least 50 cents.", "", "amount_too_small")
    session = objects.session(
        now,
        fake.livemode,
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=params.get("expires_at", now + DAY),
        metadata=params.get("metadata", {}),
        success_url=params["success_url"],
        **{name: params.get(name) for name in COPIED},
    )
    session["adaptive_pricing"] = {"enabled": params.get("adaptive_pricing", {}).get("enabled", True)}
    session["payment_method_types"] = params.get("payment_method_types", session["payment_method_types"])
    session["url"] = f"{fake.url}/c/pay/{session['id']}"
    fake.store.items[session["id"]] = items
    fake.intents[session["id"]] = params.get("payment_intent_data", {})
    return fake.store.add(session)


def _check(params: Thing, now: int) -> None:
    if params.get("mode") != "payment":
        raise invalid("This fake knows the mode `payment` only.", "mode")
    if not params.get("success_url"):
        raise StripeError(400, "Missing required param: success_url.", code="parameter_missing", param="success_url")
    for name in ("success_url", "cancel_url"):
        if name in params and urlsplit(params[name]).scheme not in ("http", "https"):
            raise invalid("Not a valid URL", name, "url_invalid")
    if not params.get("line_items"):
        raise StripeError(400, "Missing required param: line_items.", code="parameter_missing", param="line_items")
    for number, line in enumerate(params["line_items"]):
        data = line.get("price_data", {})
        if "unit_amount" not in data or "product_data" not in data:
            raise invalid("This fake sells by price_data with product_data only.", f"line_items[{number}]")
    if not 30 * 60 - 5 <= params.get("expires_at", now + DAY) - now <= DAY + 5:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from now.", "expires_at"
        )
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid("client_reference_id is at most 200 characters long.", "client_reference_id")
    check_metadata(params.get("metadata", {}))


def check_metadata(metadata: Thing) -> None:
    """Stripe's limits."""
    if len(metadata) > 50 or any(len(name) > 40 or len(value) > 500 for name, value in metadata.items()):
        raise invalid("Metadata has at most 50 keys of 40 characters with values of 500.", "metadata")


def expire(fake: "FakeStripe", session: Thing) -> Thing:
    """POST /v1/checkout/sessions/ID/expire, or its time is over."""
    if session["status"] != "open":
        raise StripeError(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Session has a status of `{session['status']}`.",
        )
    session.update(status="expired", url=None)
    if session["payment_intent"]:
        payment = fake.store.get("payment_intent", session["payment_intent"])
        payment.update(status="canceled", canceled_at=fake.store.now(), cancellation_reason="automatic")
        emit(fake, "payment_intent.canceled", payment)
    emit(fake, "checkout.session.expired", session)
    return session


def pay(fake: "FakeStripe", session: Thing, email: str) -> None:
    """By card: at once."""
    payment, charge = _attempt(fake, session, "card", email)
    _complete(session, email, "paid")
    _succeed(fake, payment, charge)
    emit(fake, "checkout.session.completed", session)
    book(fake, charge)


def decline(fake: "FakeStripe", session: Thing, email: str) -> None:
    """By a card that is refused: the session stays open."""
    payment, charge = _attempt(fake, session, "card", email)
    message = "Your card was declined."
    charge["outcome"] = objects.outcome("issuer_declined", "generic_decline", "The bank did not say why.")
    _fail(fake, payment, charge, "card_declined", message)


def pay_later(fake: "FakeStripe", session: Thing, email: str) -> None:
    """By debit: the checkout is complete, the money comes days later or never."""
    payment, charge = _attempt(fake, session, "us_bank_account", email)
    payment["status"] = "processing"
    _complete(session, email, "unpaid")
    emit(fake, "payment_intent.processing", payment)
    emit(fake, "charge.pending", charge)
    emit(fake, "checkout.session.completed", session)


def arrive(fake: "FakeStripe", session: Thing) -> None:
    """A debit's money came."""
    payment, charge = _processing(fake, session)
    session["payment_status"] = "paid"
    _succeed(fake, payment, charge)
    emit(fake, "checkout.session.async_payment_succeeded", session)
    book(fake, charge)


def bounce(fake: "FakeStripe", session: Thing) -> None:
    """A debit's money won't come."""
    payment, charge = _processing(fake, session)
    _fail(fake, payment, charge, "insufficient_funds", "The account has insufficient funds.")
    emit(fake, "checkout.session.async_payment_failed", session)


def _attempt(fake: "FakeStripe", session: Thing, method: str, email: str) -> tuple[Thing, Thing]:
    if session["status"] != "open":
        raise invalid(f"This checkout is {session['status']}.", "session")
    now = fake.store.now()
    if session["payment_intent"] is None:
        wanted = fake.intents[session["id"]]
        payment = objects.payment(now, fake.livemode, session["amount_total"], session["currency"])
        payment.update({name: wanted[name] for name in ("description", "metadata", "receipt_email") if name in wanted})
        session["payment_intent"] = fake.store.add(payment)["id"]
        emit(fake, "payment_intent.created", payment)
    payment = fake.store.get("payment_intent", session["payment_intent"])
    charge = fake.store.add(objects.charge(payment, now, method, email))
    payment.update(latest_charge=charge["id"], payment_method=charge["payment_method"], last_payment_error=None)
    return payment, charge


def _complete(session: Thing, email: str, payment_status: str) -> None:
    details = {"address": {**objects.ADDRESS, "country": "US", "postal_code": "10001"}, "email": email}
    unknown = dict.fromkeys(("business_name", "individual_name", "phone"))
    session.update(
        status="complete",
        payment_status=payment_status,
        url=None,
        customer_details={**details, **unknown, "name": "Ada Example", "tax_exempt": "none", "tax_ids": []},
        collected_information={"business_name": None, "individual_name": None, "shipping_details": None},
    )


def _processing(fake: "FakeStripe", session: Thing) -> tuple[Thing, Thing]:
    payment = fake.store.get("payment_intent", session["payment_intent"] or "")
    if payment["status"] != "processing":
        raise invalid(f"The payment is {payment['status']}.", "payment_intent")
    return payment, fake.store.get("charge", payment["latest_charge"])


def _succeed(fake: "FakeStripe", payment: Thing, charge: Thing) -> None:
    charge.update(
        status="succeeded",
        paid=True,
        captured=True,
        amount_captured=charge["amount"],
        receipt_url=f"{fake.url}/receipts/{charge['id']}",
        outcome=objects.outcome("authorized", None, "Payment complete."),
    )
    payment.update(status="succeeded", amount_received=payment["amount"])
    emit(fake, "charge.succeeded", charge)
    emit(fake, "payment_intent.succeeded", payment)


def book(fake: "FakeStripe", charge: Thing) -> None:
    """The money is in our balance, a moment after the payment."""
    fee = round(charge["amount"] * 0.029) + 30
    moved = fake.store.add(objects.balance(fake.store.now(), "charge", charge, charge["amount"], fee))
    change(fake, "charge.updated", charge, balance_transaction=moved["id"])


def _fail(fake: "FakeStripe", payment: Thing, charge: Thing, code: str, message: str) -> None:
    charge.update(status="failed", failure_code=code, failure_message=message)
    error = {"charge": charge["id"], "code": code, "message": message, "type": "card_error"}
    payment.update(status="requires_payment_method", payment_method=None, last_payment_error=error)
    emit(fake, "charge.failed", charge)
    emit(fake, "payment_intent.payment_failed", payment)
