"""Holds the fake's objects against Stripe's own word: the official package's types, and its published examples."""

import typing
from decimal import Decimal
from types import ModuleType
from typing import Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

import stripe
import stripe.checkout
import stripe.radar
from stripe import ListObject, StripeObject
from tests.stripe.store import Thing

PLACES: tuple[ModuleType, ...] = (stripe, stripe.checkout, stripe.radar)
CLASSES = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "balance_transaction": stripe.BalanceTransaction,
    "item": stripe.LineItem,
    "radar.early_fraud_warning": stripe.radar.EarlyFraudWarning,
}
# What an example shows although the API leaves it out unless it is asked for.
INCLUDED = {("charge", "refunds")}
# Of any keys: the account's own.
FREE = {"metadata"}


def against_types(thing: Thing) -> list[str]:
    """Where an object isn't what the package declares: unknown and missing fields, wrong types, values not allowed."""
    kind = thing["object"]
    faults = _object(CLASSES[kind], thing, kind)
    if kind == "event":
        faults += against_types(thing["data"]["object"])
    return faults


def _object(declared: type, value: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at}: {value!r} isn't an object"]
    fields = {
        name: hint
        for base in reversed(declared.__mro__)
        if issubclass(base, StripeObject) and base is not StripeObject
        for name, hint in getattr(base, "__annotations__", {}).items()
        if not name.startswith("_") and name != "OBJECT_NAME"
    }
    faults = [f"{at}.{name} isn't declared" for name in value if name not in fields]
    faults += [
        f"{at}.{name} is missing" for name, hint in fields.items() if name not in value and not _may_be_none(hint)
    ]
    for name in fields.keys() & value.keys():
        faults += _typed(fields[name], value[name], f"{at}.{name}")
    return faults


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) is Union and type(None) in get_args(hint)


def _typed(hint: Any, value: Any, at: str) -> list[str]:
    if isinstance(hint, str | ForwardRef):
        name = hint if isinstance(hint, str) else hint.__forward_arg__
        hint = next((getattr(place, name) for place in PLACES if hasattr(place, name)), Any)
    if hint is Any or isinstance(hint, TypeVar):
        return []
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Union:
        return _one_of(inside, value, at)
    if origin is Literal:
        return [] if value in inside else [f"{at}: {value!r} isn't one of {inside[:8]}"]
    if origin is list:
        if not isinstance(value, list):
            return [f"{at}: {value!r} isn't a list"]
        return [fault for number, item in enumerate(value) for fault in _typed(inside[0], item, f"{at}[{number}]")]
    if origin is ListObject:
        return _typed(list[inside[0]], value.get("data"), at) if value.get("object") == "list" else [f"{at}: no list"]
    if origin is not None:  # UntypedStripeObject[...]
        return [] if isinstance(value, dict) else [f"{at}: {value!r} isn't an object"]
    if isinstance(hint, type) and issubclass(hint, StripeObject):
        return _object(hint, value, at)
    return [] if _is_plain(hint, value) else [f"{at}: {value!r} isn't {hint}"]


def _one_of(hints: tuple[Any, ...], value: Any, at: str) -> list[str]:
    literals = [hint for hint in hints if get_origin(hint) is Literal]
    if literals and isinstance(value, str):  # declared with `str` too, for values to come; ours are of today
        hints = tuple(literals)
    tried = [_typed(hint, value, at) for hint in hints]
    return min(tried, key=lambda faults: (len(faults), "isn't" in str(faults))) if all(tried) else []


def _is_plain(hint: Any, value: Any) -> bool:
    if hint is type(None):
        return value is None
    if hint in (int, float):
        return isinstance(value, (int, float) if hint is float else int) and not isinstance(value, bool)
    return isinstance(value, str if hint is Decimal else hint)


def against_example(thing: Thing, example: Thing, kind: str = "") -> list[str]:
    """Where an object has other keys than Stripe's example, or values of another JSON type."""
    kind = kind or thing["object"]
    faults = [f"{kind}.{name} is missing" for name in example if name not in thing and (kind, name) not in INCLUDED]
    for name in thing.keys() & example.keys() - FREE:
        mine, theirs = thing[name], example[name]
        if mine is None or theirs is None:
            continue
        if type(mine) is not type(theirs):
            faults.append(f"{kind}.{name}: {mine!r} isn't of the type of {theirs!r}")
        elif isinstance(mine, dict) and mine and (kind, name) != ("event", "data"):
            faults += against_example(mine, theirs, f"{kind}.{name}") if _same_sort(mine, theirs) else []
    return faults


def _same_sort(mine: Thing, theirs: Thing) -> bool:
    """Whether two details are of the same kind: a card's aren't a bank's, and `{}` shows nothing."""
    return bool(theirs) and mine.get("type") == theirs.get("type") and mine.get("object") == theirs.get("object")


def declared_kinds() -> list[str]:
    """The types of events that the package knows."""
    hint = typing.cast(Any, stripe.Event.__annotations__["type"])
    return list(get_args(hint))
