"""Words as the history's search keeps and compares them: the same on every database, as Python makes them.

Text is decomposed (NFKD), stripped of accents, casefolded and split into words. Kept text is those words with a space
before each, so that "a word begins with this" is `LIKE '% this%'`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

WORDS_TAKEN = 12  # of a query
_WORD = re.compile(r"[^\W_]+")
# Scripts that put no space between words: each character counts as a word, or nothing inside a sentence is found.
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
# Inputs that say how an answer is made, not what it is about.
_SETTINGS = frozenset({"model", "role", "stop", "file", "size", "language"})


def words(text: str) -> list[str]:
    """The words of `text`, folded."""
    if text.isascii():
        return _WORD.findall(text.lower())
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in parts if not unicodedata.combining(character))
    return _WORD.findall(_UNSPACED.sub(r" \1 ", bare))


def kept(*texts: str) -> str:
    """The words of all the texts as they are kept."""
    return "".join(f" {word}" for text in texts for word in words(text))


def asked(query: str) -> tuple[str, ...]:
    """The words of a query, each once; those after the twelfth are left out."""
    return tuple(dict.fromkeys(words(query)))[:WORDS_TAKEN]


def texts(inputs: Any) -> Iterator[str]:
    """Every text in a tool's inputs, in order."""
    if isinstance(inputs, str):
        yield inputs
    elif isinstance(inputs, dict):
        for name, value in inputs.items():
            if name not in _SETTINGS:
                yield from texts(value)
    elif isinstance(inputs, list):
        for value in inputs:
            yield from texts(value)
