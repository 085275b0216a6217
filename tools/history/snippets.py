"""The piece of a text that the history shows: around the first word that the query found, or the beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tools.history.search import words

LENGTH = 200  # characters
BEFORE = 60  # of them before the first word found
_TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\\W_][^\\W_\u0300-\u036f]*[\u0300-\u036f\\w]*"
)


# Markdown's marks: fences, headings, quotes and bullets at a line's beginning; stars and backticks anywhere.
_MARKS = re.compile(r"^ *(?:```.*|#+ |> |[-*+] )|[*`]+", re.MULTILINE)


class Piece(NamedTuple):
    """A part of a text, and whether the query found it."""

    text: str
    found: bool


def snippet(text: str, query: Sequence[str]) -> list[Piece]:
    """At most some 200 characters of `text` on one line, in pieces; `query` has folded words (`search.asked`)."""
    text = " ".join(text.split())
    first = next((match.start() for match in _TOKEN.finditer(text) if query and _is_found(match[0], query)), 0)
    start = _word_start(text, first - BEFORE) if first > BEFORE else 0
    end = start + LENGTH
    shown = text[start:end] if end >= len(text) else text[start:end].rpartition(" ")[0] or text[start:end]
    pieces = marked(shown, query)
    if start:
        pieces.insert(0, Piece("… ", False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def plain(markdown: str) -> str:
    """About the text that a reader sees, good enough for a line of it."""
    return _MARKS.sub("", markdown)


def marked(text: str, query: Sequence[str]) -> list[Piece]:
    """The whole text in pieces; words that begin with one of the query's are found."""
    pieces: list[Piece] = []
    end = 0
    for match in _TOKEN.finditer(text) if query else ():
        if _is_found(match[0], query):
            pieces += [Piece(text[end : match.start()], False), Piece(match[0], True)]
            end = match.end()
    pieces.append(Piece(text[end:], False))
    return [piece for piece in pieces if piece.text]


def _is_found(token: str, query: Sequence[str]) -> bool:
    return any(word.startswith(asked) for word in words(token) for asked in query)


def _word_start(text: str, position: int) -> int:
    space = text.find(" ", position, position + BEFORE)
    return space + 1 if space >= 0 else position
