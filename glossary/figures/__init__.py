"""Figures of the glossary: what a term's file says in YAML, drawn as SVG.

A kind of figure is one module of `kinds/`, found by its name; its docstring tells its fields. Every figure has besides
them `kind`, `caption` (what one should see in it) and `alt` (the same for those who can't).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from glossary.figures import kinds
from glossary.figures.fields import BrokenFigure, Shape, Text
from glossary.figures.svg import element, escaped

__all__ = ["KINDS", "BrokenFigure", "draw"]

KINDS: dict[str, ModuleType] = {
    info.name: import_module(f"{kinds.__name__}.{info.name}") for info in iter_modules(kinds.__path__)
}
_COMMON = {"kind": Text(), "caption": Text(longest=300), "alt": Text(longest=1500)}


def draw(spec: Mapping[str, Any]) -> str:
    """The figure that `spec` describes, as HTML. Raises BrokenFigure, which names the field that is wrong."""
    if not isinstance(spec, Mapping):
        raise BrokenFigure("a figure must be `name: value` lines.")
    kind = spec.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BrokenFigure(f"kind must be one of {', '.join(KINDS)}; it is {kind!r}.")
    try:
        asked = Shape(_COMMON | KINDS[kind].FIELDS).read(spec, "")
        drawing = KINDS[kind].draw(asked)
    except BrokenFigure as error:
        raise BrokenFigure(f"the figure ({kind}): {error}") from error
    caption = element("figcaption", escaped(asked["caption"]))
    return element("figure", drawing.svg(asked["alt"]) + caption, class_=f"figure figure-{kind}")
