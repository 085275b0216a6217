"""What a figure's fields may hold. Each kind of field reads a value and says in words what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # what XML can't hold, and ends of lines


class BrokenFigure(ValueError):
    """A figure can't be drawn: the message names the field, what is wrong with it and what is allowed."""


class Field(Protocol):
    """Reads one value; `where` names it in messages."""

    def read(self, value: Any, where: str) -> Any: ...


@dataclass(frozen=True)
class Text:
    """A line of text. Whole numbers count as text, unless `strict`; YAML has lost the zeros that others began with."""

    longest: int = 60  # characters
    strict: bool = False

    def read(self, value: Any, where: str) -> str:
        if type(value) is int and not self.strict:
            value = str(value)
        if not isinstance(value, str):
            raise BrokenFigure(f"{where} must be text; it is {value!r} (put it in quotes if it is meant as text).")
        if not value or _CONTROL.search(value):
            raise BrokenFigure(f"{where} must be one line of text that isn't empty; it is {value!r}.")
        if len(value) > self.longest:
            raise BrokenFigure(f"{where} has {len(value)} characters; at most {self.longest} fit: {value!r}.")
        return value


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`."""

    least: float = -1e15
    most: float = 1e15

    def read(self, value: Any, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise BrokenFigure(f"{where} must be a number; it is {value!r}.")
        if not self.least <= value <= self.most:
            raise BrokenFigure(f"{where} must be a number from {self.least:g} to {self.most:g}; it is {value!r}.")
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def read(self, value: Any, where: str) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            raise BrokenFigure(f"{where} must be a whole number from {self.least} to {self.most}; it is {value!r}.")
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def read(self, value: Any, where: str) -> bool:
        if not isinstance(value, bool):
            raise BrokenFigure(f"{where} must be true or false; it is {value!r}.")
        return value


@dataclass(frozen=True)
class Maybe:
    """A field that may be left out."""

    field: Field
    default: Any = None

    def read(self, value: Any, where: str) -> Any:
        return self.field.read(value, where)


@dataclass(frozen=True)
class Nullable:
    """A value, or null."""

    field: Field

    def read(self, value: Any, where: str) -> Any:
        return None if value is None else self.field.read(value, where)


@dataclass(frozen=True)
class Rows:
    """A list of `least` to `most` entries of the same kind."""

    of: Field
    least: int
    most: int

    def read(self, value: Any, where: str) -> list[Any]:
        if not isinstance(value, list):
            raise BrokenFigure(f"{where} must be a list; it is {value!r}.")
        if not self.least <= len(value) <= self.most:
            wanted = f"{self.least} to {self.most}" if self.least != self.most else f"{self.least}"
            raise BrokenFigure(f"{where} has {len(value)} entries; {wanted} are allowed.")
        return [self.of.read(entry, f"{where} no. {i}") for i, entry in enumerate(value, 1)]


@dataclass(frozen=True)
class Row:
    """A list whose places have their own meaning, such as [x, y, name]; those that are Maybe stand last."""

    places: Mapping[str, Field]

    def read(self, value: Any, where: str) -> list[Any]:
        fields = list(self.places.items())
        least = sum(not isinstance(field, Maybe) for _, field in fields)
        if not isinstance(value, list) or not least <= len(value) <= len(fields):
            raise BrokenFigure(f"{where} must be a list of {', '.join(self.places)}; it is {value!r}.")
        found = [field.read(v, f"{name} of {where}") for v, (name, field) in zip(value, fields, strict=False)]
        rest = [field for _, field in fields[len(value) :]]
        return found + [field.default for field in rest if isinstance(field, Maybe)]


@dataclass(frozen=True)
class Shape:
    """`name: value` lines. Where `bare` is set, plain text may stand for the field of that name alone."""

    fields: Mapping[str, Field]
    bare: str = ""

    def read(self, value: Any, where: str) -> dict[str, Any]:
        if self.bare and not isinstance(value, Mapping):
            value = {self.bare: value}
        allowed = ", ".join(self.fields)
        if not isinstance(value, Mapping):
            raise BrokenFigure(f"{where} must have {allowed}; it is {value!r}.")
        for name in value:
            if name not in self.fields:
                raise BrokenFigure(f"{_of(name, where)} is unknown; allowed are {allowed}.")
        found = {}
        for name, field in self.fields.items():
            if name in value:
                found[name] = field.read(value[name], _of(name, where))
            elif isinstance(field, Maybe):
                found[name] = field.default
            else:
                raise BrokenFigure(f"{_of(name, where)} is missing.")
        return found


def _of(name: Any, where: str) -> str:
    return f"{name} of {where}" if where else f"{name}"


GROUP = Whole(1, 6)  # a colour
