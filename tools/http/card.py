"""The picture that other sites and messengers show beside a link, in the size that they ask for."""

from __future__ import annotations

import base64
import textwrap
from dataclasses import dataclass
from importlib.resources import files

import resvg_py
from django.template.loader import render_to_string

WIDTH, HEIGHT = 1200, 630
LINE = 56  # characters of the text
MOST_LINES = 4
LINES_FROM, LINE_HEIGHT = 432, 52
LINE_BESIDE = 24  # characters of it beside a picture
_TITLE_SIZES = ((14, 104), (24, 84), (60, 64))  # up to so many characters: the size of the letters
_FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands in the corner, as the title, below it, and the text in lines. The template escapes all of it.

    A card with a `picture` (a PNG's bytes) shows that, and has room for LINE_BESIDE characters a line beside it.
    """

    corner: str
    title: str
    beside: str
    lines: tuple[str, ...]
    picture: bytes = b""


def wrapped(text: str, line: int = LINE) -> tuple[str, ...]:
    """The text, cut to the card's width."""
    return tuple(textwrap.wrap(text, line))


def png(card: Card) -> bytes:
    """The card as PNG."""
    size = next((size for most, size in _TITLE_SIZES if len(card.title) <= most), _TITLE_SIZES[-1][1])
    lines = [(LINES_FROM + i * LINE_HEIGHT, line) for i, line in enumerate(card.lines[:MOST_LINES])]
    source = f"data:image/png;base64,{base64.b64encode(card.picture).decode()}" if card.picture else ""
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "card": card,
        "title_size": size,
        "lines": lines,
        "picture": source,
    }
    folder = files("font_source_sans_pro") / "files"
    return resvg_py.svg_to_bytes(
        svg_string=render_to_string("includes/card.svg", context),
        skip_system_fonts=True,
        font_files=[str(folder / name) for name in _FONTS],
        font_family="Source Sans Pro",
        sans_serif_family="Source Sans Pro",
    )
