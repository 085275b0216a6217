"""/_control/...: the fake's verbs over HTTP, for the browser, for other processes and for people."""

from typing import TYPE_CHECKING, Any

from tests.stripe.delivery import Plan
from tests.stripe.errors import StripeError

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe


def act(fake: "FakeStripe", do: str, session_id: str) -> None:
    """One verb on one checkout. Raises StripeError."""
    verbs = {
        "pay": lambda: fake.pay(session_id),
        "pay_later": lambda: fake.pay(session_id, "later"),
        "decline": lambda: fake.pay(session_id, "declined"),
        "expire": lambda: fake.expire(session_id),
        "arrive": lambda: fake.arrive(session_id),
        "bounce": lambda: fake.arrive(session_id, well=False),
        "refund": lambda: fake.refund(session_id),
        "refund_part": lambda: fake.refund(session_id, fake.session(session_id)["amount_total"] // 4),
        "refund_fails": lambda: fake.refund_ends(_last(fake, "refund", session_id), well=False),
        "dispute": lambda: fake.dispute(session_id),
        "inquiry": lambda: fake.dispute(session_id, inquiry=True),
        "dispute_won": lambda: fake.dispute_ends(_last(fake, "dispute", session_id), won=True),
        "dispute_lost": lambda: fake.dispute_ends(_last(fake, "dispute", session_id), won=False),
        "warn": lambda: fake.warn(session_id),
    }
    if do not in verbs:
        raise StripeError(404, f"Nobody can {do!r}.")
    verbs[do]()


def _last(fake: "FakeStripe", kind: str, session_id: str) -> str:
    found = fake.store.all(kind, charge=fake.charge_of(session_id)["id"])
    if not found:
        raise StripeError(400, f"There is no {kind}.")
    return found[0]["id"]


def command(fake: "FakeStripe", name: str, fields: dict[str, Any]) -> Any:
    """`POST /_control/<name>` with JSON; the answer is JSON too."""
    if name == "reset":
        fake.reset()
    elif name == "plan":
        fake.deliveries.plan = Plan(**{**fields, "drop": _drop(fields.get("drop", False))})
    elif name == "release":
        return fake.deliveries.release()
    elif name == "settled":
        return fake.deliveries.settled(fields.get("seconds", 30))
    elif name == "fault":
        fake.faults.add(**fields)
    elif name == "lapse":
        fake.lapse(fields["seconds"])
    elif name == "sessions":
        return fake.store.all("checkout.session")
    elif name == "events":
        return fake.events()
    else:
        raise StripeError(404, f"No such command: {name}")
    return {}


def _drop(wanted: bool | list[str]) -> bool | frozenset[str]:
    return wanted if isinstance(wanted, bool) else frozenset(wanted)
