"""The terms, each a file in `terms/`: read once, kept in memory, the same for everybody.

A file that breaks the pattern stops the server at its start, with a line that says which file and what is wrong.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.utils.text import slugify

from glossary.content.checking import problems
from glossary.content.parsing import BrokenTerm, parse
from glossary.content.term import Question, Reference, Term
from glossary.content.topics import TOPICS, Topic, topic

__all__ = [
    "FOLDER",
    "TOPICS",
    "BrokenTerm",
    "Question",
    "Reference",
    "Term",
    "Topic",
    "named",
    "on_topic",
    "parse",
    "problems",
    "term",
    "terms",
    "topic",
    "version",
]

FOLDER = Path(__file__).parent.parent / "terms"


@cache
def terms() -> tuple[Term, ...]:
    """Every term, by title. Raises BrokenTerm."""
    found = [parse(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.md")]
    if wrong := list(problems(found)):
        raise BrokenTerm("\n".join(wrong))
    return tuple(sorted(found, key=lambda term: term.title.casefold()))


@cache
def _by_slug() -> dict[str, Term]:
    return {term.slug: term for term in terms()}


@cache
def _by_name() -> dict[str, Term]:
    """The terms by what addresses can call them: each name as a slug."""
    return {slugify(name): term for term in terms() for name in term.names}


def term(slug: str) -> Term | None:
    """The term of that slug, or None."""
    return _by_slug().get(slug)


def named(name: str) -> Term | None:
    """The term that has this name, in any case and spelling that makes the same slug; or None."""
    return _by_name().get(slugify(name))


def on_topic(name: str) -> tuple[Term, ...]:
    """The terms of a topic, by title."""
    return tuple(term for term in terms() if term.topic == name)


@cache
def version() -> str:
    """A hash of all terms: what was made from them is good for as long as it stays."""
    return hashlib.sha256(repr(terms()).encode()).hexdigest()[:16]
