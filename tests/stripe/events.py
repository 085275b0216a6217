"""Events: what happened, as Stripe tells it."""

import threading
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.stripe.store import Thing, new_id

if TYPE_CHECKING:
    from tests.stripe.fake import FakeStripe

# Which API request caused what happens in this thread: its id and its idempotency key.
cause = threading.local()


def emit(fake: "FakeStripe", kind: str, thing: Thing, **previous: Any) -> Thing:
    """Notes that `kind` happened to `thing`, as it is now, and has it delivered. `previous`: the values before."""
    data: Thing = {"object": deepcopy(thing)}
    if previous:
        data["previous_attributes"] = previous
    event = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": fake.api_version,
        "created": fake.store.now(),
        "data": data,
        "livemode": fake.livemode,
        "pending_webhooks": 1,
        "request": {"id": getattr(cause, "request", None), "idempotency_key": getattr(cause, "key", None)},
        "type": kind,
    }
    fake.store.add(event)
    fake.deliveries.submit(event)
    return event


def change(fake: "FakeStripe", kind: str, thing: Thing, **fields: Any) -> Thing:
    """Changes `thing` and tells of it with its values before."""
    previous = {name: deepcopy(thing[name]) for name in fields}
    thing.update(fields)
    return emit(fake, kind, thing, **previous)
