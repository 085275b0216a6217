"""How people put it who don't know the word yet (`everyday.txt`): what a term's own text can't say so plainly.

A small model sees no kinship between "less random" and "temperature"; a phrase of a person who knows both helps it more
than any weight. Source of the idea: Nogueira et al., "Document Expansion by Query Prediction" (2019).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("everyday.txt")


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    lines = (line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    pairs = (line.split(":", 1) for line in lines)
    return {slug: tuple(phrase.strip() for phrase in text.split(";")) for slug, text in pairs}


def phrases(slug: str) -> tuple[str, ...]:
    """The everyday phrases of a term; none where nobody wrote any."""
    return _phrases().get(slug, ())


def slugs() -> set[str]:
    """The terms that have phrases."""
    return set(_phrases())
