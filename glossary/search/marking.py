"""Which parts of a text a query found."""

from __future__ import annotations

import re
from typing import NamedTuple

from glossary.search.asked import telling
from glossary.search.spelling import fold

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ations?|ings?|ers?|ed|es|s|e)$")
SHORTEST_STEM = 3  # letters


class Piece(NamedTuple):
    """A part of a text, and whether the query found it."""

    text: str
    found: bool


Marked = list[Piece]


def marked(text: str, query: str) -> Marked:
    """The text in pieces; the words that the query has too, in another form perhaps, are found."""
    asked = [fold(word) for word in telling(query)]
    stems = {_stem(word) for word in asked}
    pieces: Marked = []
    end = 0
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if _stem(word) in stems or (asked and len(asked[-1]) >= SHORTEST_STEM and word.startswith(asked[-1])):
            if text[end : match.start()]:
                pieces.append(Piece(text[end : match.start()], False))
            pieces.append(Piece(match[0], True))
            end = match.end()
    return [*pieces, Piece(text[end:], False)] if text[end:] else pieces


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word
