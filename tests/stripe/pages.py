"""What people see of Stripe: the payment page and the receipt; and, of the fake alone, a desk for its owner."""

from html import escape
from typing import TYPE_CHECKING

from tests.stripe.errors import StripeError
from tests.stripe.store import Thing

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body{{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1rem;margin:.25rem 0;min-height:2.75rem}}form{{display:inline}}
td,th{{text-align:left;padding:.25rem .5rem;vertical-align:top}}table{{display:block;overflow-x:auto}}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""
WAYS = {"card": "Pay by card", "later": "Pay by bank debit", "declined": "Pay by a card that is refused"}
# For each state of a session what can be done with it at the desk: action, label.
DESK = {
    "open": [("expire", "Let it expire")],
    "processing": [("arrive", "Let the money arrive"), ("bounce", "Let the debit fail")],
    "paid": [
        ("refund", "Refund all that is left"),
        ("refund_part", "Refund a quarter"),
        ("refund_fails", "Let the last refund fail"),
        ("dispute", "Open a dispute"),
        ("inquiry", "Open an inquiry"),
        ("dispute_won", "Decide it for the shop"),
        ("dispute_lost", "Decide it for the payer"),
        ("warn", "Warn of fraud"),
    ],
}


def money(thing: Thing, name: str = "amount_total") -> str:
    """An amount as people write it."""
    return f"{thing[name] / 100:.2f} {thing['currency'].upper()}"


def checkout(fake: "FakeStripe", session_id: str, message: str = "") -> str:
    """The hosted payment page."""
    session = fake.session(session_id)
    if session["status"] != "open":
        return _page("This checkout is closed", f"<p>It is {escape(session['status'])}. You may close this page.</p>")
    lines = "".join(f"<p>{escape(item['description'])}: {money(item)}</p>" for item in fake.store.items[session["id"]])
    alert = f'<p role="alert">{escape(message)}</p>' if message else ""
    buttons = "".join(_button(f"/c/pay/{session_id}", "how", how, label) for how, label in WAYS.items())
    back = f'<p><a href="{escape(session["cancel_url"] or "#")}">Cancel and go back</a></p>'
    return _page("Fake payment page", f"<p>No money moves here.</p>{lines}{alert}{buttons}{back}")


def receipt(fake: "FakeStripe", charge_id: str) -> str:
    """The hosted receipt."""
    charge = fake.store.get("charge", charge_id)
    back = f"<p>Refunded: {money(charge, 'amount_refunded')}</p>" if charge["amount_refunded"] else ""
    paid = f"<p>{escape(charge['description'] or '')}</p><p>Amount paid: {money(charge, 'amount')}</p>{back}"
    return _page("Receipt from Rewind", paid)


def desk(fake: "FakeStripe") -> str:
    """All checkouts, with what their payers, their banks and time may do to them."""
    rows = "".join(_row(fake, session) for session in fake.store.all("checkout.session"))
    head = "<tr><th>Checkout</th><th>State</th><th>Do</th></tr>"
    return _page("Fake Stripe", f"<table>{head}{rows}</table>" if rows else "<p>Nothing has been sold yet.</p>")


def _row(fake: "FakeStripe", session: Thing) -> str:
    state = session["status"]
    if state == "complete":
        state = session["payment_status"]
        try:
            if fake.charge_of(session["id"])["status"] == "pending":
                state = "processing"
        except StripeError:
            pass
    link = f'<a href="{escape(session["url"])}">pay</a>' if session["url"] else escape(state)
    buttons = "".join(
        _button("/_control/act", "do", f"{do} {session['id']}", label) for do, label in DESK.get(state, [])
    )
    buyer = escape(session["customer_email"] or "")
    return f"<tr><td>{money(session)}<br>{buyer}</td><td>{link}</td><td>{buttons}</td></tr>"


def _button(action: str, name: str, value: str, label: str) -> str:
    return (
        f'<form method="post" action="{escape(action)}"><button name="{name}" value="{escape(value)}">'
        f"{escape(label)}</button></form> "
    )


def _page(title: str, body: str) -> str:
    return FRAME.format(title=escape(title), body=body)
