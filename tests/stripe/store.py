"""The objects that exist, by id, and the fake's own clock."""

import secrets
import string
import time
from copy import deepcopy
from typing import Any

from tests.stripe.errors import invalid, missing

Thing = dict[str, Any]
LETTERS = string.ascii_letters + string.digits
# What an id begins with, and what Stripe calls the object in "No such ...".
KINDS = {
    "checkout.session": "checkout.session",
    "payment_intent": "payment_intent",
    "charge": "charge",
    "refund": "refund",
    "dispute": "dispute",
    "event": "event",
    "balance_transaction": "balance transaction",
    "radar.early_fraud_warning": "early fraud warning",
}


class Store:
    """Objects in the order in which they were made."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.items: dict[str, list[Thing]] = {}  # a session's line items
        self.ahead = 0.0  # seconds that our clock is before the machine's

    def now(self) -> int:
        """Seconds since 1970 by the fake's clock."""
        return int(time.time() + self.ahead)

    def add(self, thing: Thing) -> Thing:
        """Keeps a new object."""
        self.things[thing["id"]] = thing
        return thing

    def get(self, kind: str, thing_id: str) -> Thing:
        """The object itself, to be changed. Raises 404."""
        thing = self.things.get(thing_id)
        if thing is None or thing["object"] != kind:
            raise missing(KINDS[kind], thing_id)
        return thing

    def all(self, kind: str, **fields: Any) -> list[Thing]:
        """Those of a kind with these values, the newest first."""
        return [
            thing
            for thing in reversed(self.things.values())
            if thing["object"] == kind and all(thing[name] == value for name, value in fields.items())
        ]

    def expanded(self, thing: Thing, paths: list[str]) -> Thing:
        """A copy with the objects that `paths` name written out."""
        copy = deepcopy(thing)
        for path in paths:
            self._expand(copy, path.split("."), path)
        return copy

    def _expand(self, thing: Any, parts: list[str], path: str) -> None:
        if isinstance(thing, list):
            for item in thing:
                self._expand(item, parts, path)
            return
        if not isinstance(thing, dict):
            return
        name, *rest = parts
        included = self._included(thing, name)
        if included is not None:
            thing[name] = included
        elif name not in thing:
            raise invalid(f"This property cannot be expanded ({path}).", "expand")
        elif isinstance(thing[name], str):
            if thing[name] not in self.things:
                raise invalid(f"This property cannot be expanded ({path}).", "expand")
            thing[name] = deepcopy(self.things[thing[name]])
        if rest:
            self._expand(thing[name], rest, path)

    def _included(self, thing: Thing, name: str) -> Thing | None:
        """Lists that are left out unless asked for."""
        if (thing.get("object"), name) == ("checkout.session", "line_items"):
            return listed(deepcopy(self.items[thing["id"]]), f"/v1/checkout/sessions/{thing['id']}/line_items")
        if (thing.get("object"), name) == ("charge", "refunds"):
            refunds = self.all("refund", charge=thing["id"])
            return listed(deepcopy(refunds[:10]), f"/v1/charges/{thing['id']}/refunds", more=len(refunds) > 10)
        return None


def new_id(prefix: str, length: int = 24) -> str:
    """A new id such as "pi_" and 24 letters and digits."""
    return f"{prefix}_" + "".join(secrets.choice(LETTERS) for _ in range(length))


def listed(things: list[Thing], url: str, *, more: bool = False) -> Thing:
    """Stripe's list object."""
    return {"object": "list", "data": things, "has_more": more, "url": url}
