"""Terms by what they are called: exactly, by how the name begins, inside a question, and misspelt."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from glossary import content
from glossary.search.asked import subject, telling
from glossary.search.spelling import fold, joined

EXACT, OTHER_NAME = 1.5, 1.45  # whatever else speaks for another term
BEGINNING, WORD_BEGINNING = 0.85, 0.7
INSIDE = 0.75  # a question that is nothing but the name has all of it
EVERYDAY = 0.35  # of that for a name that is an everyday word too
MISSPELT = 0.9
LIKENESS = 0.72  # of two spellings, below which they are different words
SHORTEST_MISSPELT = 4  # letters; "rag" and "rug" are different words
NEAREST = 45  # of 100, for "did you mean"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    joined: str
    singular: str
    slug: str
    title: bool
    everyday: bool


@cache
def _names() -> tuple[_Name, ...]:
    return tuple(
        _Name(fold(name), joined(name), _singular(joined(name)), term.slug, name == term.title, name in term.unlinked)
        for term in content.terms()
        for name in term.names
    )


@cache
def _joined_names() -> list[str]:
    return [name.joined for name in _names()]


@cache
def _name_words() -> dict[str, str]:
    """All words of all names: how each is folded, and how it is written."""
    return {
        fold(word): word for term in content.terms() for name in term.names for word in _WORD.findall(name.casefold())
    }


def scores(query: str) -> dict[str, float]:
    """For each term that the query names, from 0 to 1 how well; more for its very name."""
    whole = fold(query)
    abouts = {subject(query), whole}
    size = max(1, len("".join(telling(query))))
    found: dict[str, float] = {}
    for name in _names():
        score = max(_named(about, name) for about in abouts)
        if score < INSIDE and name.folded in whole:
            score = max(score, _inside(f" {whole} ", size, name))
        if score > found.get(name.slug, 0):
            found[name.slug] = score
    if max(found.values(), default=0) < OTHER_NAME:
        for slug, score in _misspelt(subject(query)).items():
            found[slug] = max(score, found.get(slug, 0))
    return found


def _named(about: str, name: _Name) -> float:
    """Whether the query is the name or its beginning."""
    close = about.replace(" ", "")
    if not close:
        return 0
    if close == name.joined or _singular(close) == name.singular:
        return EXACT if name.title else OTHER_NAME
    if name.joined.startswith(close):
        return BEGINNING + 0.1 * len(close) / len(name.joined) + (0.05 if name.title else 0)
    if len(close) > 1 and f" {about}" in name.folded:
        return WORD_BEGINNING + 0.1 * len(close) / len(name.joined)
    return 0


def _inside(whole: str, size: int, name: _Name) -> float:
    """How much of what the question is about is this name."""
    if f" {name.folded} " not in whole and f" {name.folded}s " not in whole:
        return 0
    share = min(1.0, len(name.joined) / size)
    return INSIDE * share**1.5 * (EVERYDAY if name.everyday else 1)


def _misspelt(about: str) -> dict[str, float]:
    close = about.replace(" ", "")
    if len(close) < SHORTEST_MISSPELT:
        return {}
    names = _names()
    similar = process.extract(close, _joined_names(), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=8)
    return {names[index].slug: MISSPELT * likeness for _, likeness, index in reversed(similar)}


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def corrected(query: str, known: Collection[str]) -> str:
    """The query with each word that isn't known replaced by the word of a name that it is like, if there is one.

    Its last word is left alone where it may be half typed.
    """
    last = fold(query.rsplit(maxsplit=1)[-1]) if query.split() else ""
    typing = any(word.startswith(last) for word in known)
    return _WORD.sub(
        lambda match: match[0] if typing and fold(match[0]) == last else _corrected(match[0], known), query
    )


def _corrected(word: str, known: Collection[str]) -> str:
    folded = fold(word)
    if len(folded) < SHORTEST_MISSPELT or any(form in known for form in (folded, _singular(folded), f"{folded}s")):
        return word
    spelt = _name_words()
    best = process.extractOne(folded, list(spelt), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS)
    return spelt[best[0]] if best else word


def nearest(query: str, limit: int = 5) -> list[content.Term]:
    """Terms whose names look most like the query, for when nothing was found."""
    names = _names()
    similar = process.extract(
        fold(query), [name.folded for name in names], scorer=fuzz.WRatio, score_cutoff=NEAREST, limit=limit * 4
    )
    slugs = dict.fromkeys(names[index].slug for _, _, index in similar)
    return [term for term in map(content.term, slugs) if term][:limit]
