"""Lists: filtered, the newest first, a page at a time."""

from typing import TYPE_CHECKING, Any

from tests.stripe.errors import StripeError, invalid
from tests.stripe.store import Thing, listed

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

PATHS = {
    "checkout.session": "checkout/sessions",
    "radar.early_fraud_warning": "radar/early_fraud_warnings",
}
COMPARED = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
}


def page(fake: "FakeStripe", kind: str, params: Thing) -> Thing:
    """One page of those that the parameters ask for."""
    limit = params.pop("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
    after, before = params.pop("starting_after", None), params.pop("ending_before", None)
    if after and before:
        raise StripeError(400, "You can only provide one of these parameters: ending_before, starting_after.")
    things = fake.store.all(kind)
    start, end = 0, len(things)
    if after:
        start = things.index(fake.store.get(kind, after)) + 1
    if before:
        end = things.index(fake.store.get(kind, before))
    wanted = [thing for thing in things[start:end] if all(_fits(thing, *rule) for rule in params.items())]
    shown = wanted[-limit:] if before else wanted[:limit]
    return listed(shown, f"/v1/{PATHS.get(kind, kind + 's')}", more=len(wanted) > len(shown))


def _fits(thing: Thing, name: str, wanted: Any) -> bool:
    if name == "types":
        return thing["type"] in wanted
    if name == "type" and "*" in wanted:
        return thing["type"].startswith(wanted.rstrip("*"))
    if name == "delivery_success":
        return (thing["pending_webhooks"] == 0) is wanted
    if name == "customer_details":
        return (thing["customer_details"] or {}).get("email") == wanted["email"]
    if isinstance(wanted, dict):
        return all(COMPARED[how](thing[name], limit) for how, limit in wanted.items())
    return thing.get(name) == wanted
