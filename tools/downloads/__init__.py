"""Results as files. A format is a module of `formats`; adding one touches no other file."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tools.downloads import formats
from tools.downloads.format import Format

__all__ = ["Format", "formats_for", "get"]

_modules = [import_module(f"{formats.__name__}.{info.name}") for info in iter_modules(formats.__path__)]
ALL: tuple[Format, ...] = tuple(
    sorted((module.FORMAT for module in _modules), key=lambda format_: (format_.order, format_.slug))
)


def formats_for(kind: str) -> list[Format]:
    """The formats in which a result of a model of that kind can be had."""
    return [format_ for format_ in ALL if kind in format_.kinds]


def get(slug: str, kind: str) -> Format | None:
    """The format of that slug, where a result of that kind can be had in it."""
    return next((format_ for format_ in formats_for(kind) if format_.slug == slug), None)
