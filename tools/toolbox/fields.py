"""Readers of single inputs: each gives the checked value, or raises InvalidInput naming the limit and the way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from accounts.principal import Principal
from tools.models import StoredFile
from tools.toolbox.base import InvalidInput


def shown(name: Any) -> str:
    """A field's name as it can be sent back: short, and without what UTF-8 can't hold."""
    return str(name)[:100].encode("utf-8", "backslashreplace").decode()


def only(data: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse a request that isn't an object, or has a field that the tool doesn't know: dropping it would mislead."""
    if not isinstance(data, Mapping):
        raise InvalidInput(None, "Send a JSON object with the tool's inputs.", "invalid_type")
    for field in data:
        if field not in known:
            name = shown(field)
            raise InvalidInput(name, f"Unknown input {name!r}. Use only: {', '.join(known)}.", "unknown_field")


def text(value: Any, field: str) -> str:
    """A string that can be stored and encoded: no NUL character and no half of a surrogate pair."""
    if not isinstance(value, str):
        raise InvalidInput(field, f"{field} must be a string.", "invalid_type")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInput(field, f"{field} has a character that isn't text (NUL or a lone surrogate). Remove it.")
    return value


def integer(value: Any, field: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`; 3.0 passes, as JSON doesn't tell it from 3."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(field, f"{field} must be a whole number from {low} to {high}.", "invalid_type")
    if not low <= value <= high:
        raise InvalidInput(field, f"{field} must be from {low} to {high}.")
    return value


def number(value: Any, field: str, low: float, high: float) -> float:
    """A finite number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(field, f"{field} must be a number from {low:g} to {high:g}.", "invalid_type")
    if not (low <= value <= high and isfinite(value)):
        raise InvalidInput(field, f"{field} must be from {low:g} to {high:g}.")
    return float(value)


def texts(value: Any, field: str, most: int, longest: int) -> list[str]:
    """One string or a list of them: at most `most`, each of 1 to `longest` characters."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list):
        raise InvalidInput(field, f"{field} must be a string or a list of up to {most} strings.", "invalid_type")
    if len(values) > most:
        raise InvalidInput(field, f"{field} takes at most {most} strings; you sent {len(values)}.", "too_long")
    for index, item in enumerate(values):
        name = field if isinstance(value, str) else f"{field}[{index}]"
        if not 1 <= len(text(item, name)) <= longest:
            raise InvalidInput(name, f"{name} must have from 1 to {longest} characters.")
    return list(values)


def stored(value: Any, field: str, kind: str, principal: Principal | None) -> StoredFile:
    """The file of `kind` ("audio", "image") that a token names; with a principal, only one of its own."""
    if value is None:
        raise InvalidInput(field, f"{field} is missing: send one.", "required")
    if not isinstance(value, str):
        raise InvalidInput(field, f"{field} must be a file, or the id of one that you sent.", "invalid_type")
    files = StoredFile.objects.all() if principal is None else StoredFile.objects.of(principal)
    file = files.filter(pk=value[:32]).first()
    if file is None:
        raise InvalidInput(field, "There is no file of yours with this id. Send it again.", "file_not_found")
    if file.kind != kind:
        raise InvalidInput(field, f"This tool takes {_A[kind]}, and this file is {_A[file.kind]}.", "unsupported_type")
    return file


_A = {"audio": "a recording", "image": "a picture"}
