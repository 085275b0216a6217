"""A request's parameters, held against the types that the official package declares for them."""

import importlib
import re
import sys
import typing
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import typing_extensions

from stripe._request_options import RequestOptions
from tests.stripe.errors import StripeError, invalid


def parameters(module: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """`given`, all strings, as the types that `stripe.params.<module>.<name>` says. Raises StripeError."""
    return _typed_dict(getattr(importlib.import_module(f"stripe.params.{module}"), name), given, "")


@lru_cache
def _hints(declared: Any) -> dict[str, Any]:
    """The declared fields, without the client's own options that every type of parameters carries."""
    # The package imports some of the names for type checkers only.
    names = {**vars(typing), **vars(sys.modules[declared.__module__]), "StripeContext": Any}
    hints = typing.get_type_hints(declared, localns=names, include_extras=True)
    return {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}


def _typed_dict(declared: Any, given: Any, at: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid(f"Invalid object: {at}", at)
    hints = _hints(declared)
    for name in given:
        if name not in hints:
            raise StripeError(
                400, f"Received unknown parameter: {_at(at, name)}", code="parameter_unknown", param=_at(at, name)
            )
    for name, hint in hints.items():
        required = get_origin(hint) is not NotRequired and name in declared.__required_keys__
        if required and name not in given:
            message = f"Missing required param: {_at(at, name)}."
            raise StripeError(400, message, code="parameter_missing", param=_at(at, name))
    return {name: _as(hints[name], value, _at(at, name)) for name, value in given.items()}


def _at(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _as(hint: Any, value: Any, at: str) -> Any:
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        return _as(get_args(hint)[0], value, at)
    if origin in (Union, UnionType):
        return _any_of(get_args(hint), value, at)
    if origin is Literal:
        if value in get_args(hint):
            return value
        raise invalid(f"Invalid {at}: must be one of {', '.join(map(str, get_args(hint)))}", at)
    if origin is list:
        if isinstance(value, list):
            return [_as(get_args(hint)[0], item, f"{at}[{number}]") for number, item in enumerate(value)]
        raise invalid(f"Invalid array: {at}", at)
    if typing_extensions.is_typeddict(hint):
        return _typed_dict(hint, value, at)
    if origin is not None:  # Dict[str, str] and UntypedStripeObject[str]: metadata
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return value
        raise invalid(f"Invalid object: {at}", at)
    return _plain(hint, value, at)


def _any_of(hints: tuple[Any, ...], value: Any, at: str) -> Any:
    error = None
    for hint in sorted(hints, key=lambda hint: hint is str):  # "1" is a string, but a number rather
        try:
            return _as(hint, value, at)
        except StripeError as refusal:
            error = error or refusal
    raise error or invalid(f"Invalid {at}", at)


def _plain(hint: Any, value: Any, at: str) -> Any:
    if hint is int and isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
        return int(value)
    if hint is bool and value in ("true", "false"):
        return value == "true"
    if hint is float and isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if hint not in (int, bool, float, type(None)) and isinstance(value, str):
        return value
    names = {int: "integer", bool: "boolean", float: "decimal"}
    raise invalid(f"Invalid {names.get(hint, 'string')}: {value}", at, f"parameter_invalid_{names.get(hint, 'string')}")
