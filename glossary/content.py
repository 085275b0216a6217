"""The terms, each a file in `terms/`: YAML between two lines of dashes, then one Markdown section after another.

A file that breaks the pattern stops the server at its start, with a line that says which file and what is wrong.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "terms"
SECTIONS = {  # the heading in the file: the field
    "Definition": "explanation",
    "Why it matters": "why",
    "Key points": "points",
    "Example": "example",
    "Common misconception": "misconception",
    "On Rewind": "here",
    "FAQ": "faq",
}
POINTS = range(4, 7)
QUESTIONS = range(3, 7)


class BrokenTerm(ValueError):
    """A term's file doesn't follow the pattern."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another term, as this one's page shows it; `definition` is one line."""

    slug: str
    title: str
    definition: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where to read on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a term's own FAQ; the answer is Markdown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `definition` is one line of plain text; `explanation` to `here` are Markdown."""

    slug: str
    title: str
    topic: str
    definition: str
    tools: tuple[str, ...]  # slugs of the tools that show it at work
    related: tuple[Related, ...]
    references: tuple[Reference, ...]
    reviewed: datetime.date
    explanation: str
    why: str
    points: tuple[str, ...]
    example: str
    misconception: str
    here: str
    faq: tuple[Question, ...]
    acronym: str = ""  # what the title stands for
    aliases: tuple[str, ...] = ()

    @property
    def full_title(self) -> str:
        """The title with what it stands for: "API (Application Programming Interface)"."""
        return f"{self.title} ({self.acronym})" if self.acronym else self.title


@cache
def terms() -> tuple[Term, ...]:
    """Every term, by title. Raises BrokenTerm."""
    found = [parse(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.md")]
    return tuple(sorted(found, key=lambda term: term.title.casefold()))


def term(slug: str) -> Term | None:
    """The term of that slug, or None."""
    return next((entry for entry in terms() if entry.slug == slug), None)


def parse(slug: str, text: str) -> Term:
    """The term in a file's text. Raises BrokenTerm."""
    head, body = _halves(slug, text)
    try:
        front = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise BrokenTerm(f"{slug}.md: the YAML at its top can't be read: {error}") from error
    values = _front(slug, front) | _sections(slug, body)
    return Term(slug=slug, **values)


def _halves(slug: str, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if not match:
        raise BrokenTerm(f"{slug}.md: it must begin with YAML between two lines of three dashes.")
    return match[1], match[2]


def _front(slug: str, front: Any) -> dict[str, Any]:
    """The fields of the YAML, checked and in their types."""
    if not isinstance(front, dict):
        raise BrokenTerm(f"{slug}.md: the YAML at its top must be `name: value` lines.")
    needed = {"title", "topic", "definition", "tools", "related", "references", "reviewed"}
    wrong = (needed - front.keys()) | (front.keys() - needed - {"acronym", "aliases"})
    if wrong:
        raise BrokenTerm(f"{slug}.md: missing or unknown at its top: {', '.join(sorted(map(str, wrong)))}.")
    for name in ("title", "topic", "definition", "acronym"):
        if not isinstance(front.get(name, ""), str) or (name in needed and not front[name].strip()):
            raise BrokenTerm(f"{slug}.md: {name} must be a line of text.")
    if type(front["reviewed"]) is not datetime.date:
        raise BrokenTerm(f"{slug}.md: reviewed must be a date such as 2026-11-23.")
    return front | {
        "tools": _words(slug, front, "tools"),
        "aliases": _words(slug, front, "aliases"),
        "related": tuple(_made(Related, slug, "related", entry) for entry in _list(slug, front, "related")),
        "references": tuple(_made(Reference, slug, "references", entry) for entry in _list(slug, front, "references")),
    }


def _list(slug: str, front: Mapping[str, Any], name: str) -> list[Any]:
    value = front.get(name, [])
    if not isinstance(value, list):
        raise BrokenTerm(f"{slug}.md: {name} must be a list.")
    return value


def _words(slug: str, front: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = _list(slug, front, name)
    if not all(isinstance(word, str) for word in words):
        raise BrokenTerm(f"{slug}.md: {name} must be a list of words.")
    return tuple(words)


def _made(kind: type[Any], slug: str, name: str, entry: Any) -> Any:
    """A Related or a Reference out of its mapping."""
    wanted = {field.name for field in fields(kind)}
    if not isinstance(entry, dict) or set(entry) != wanted or not all(isinstance(v, str) for v in entry.values()):
        raise BrokenTerm(f"{slug}.md: each of {name} needs {', '.join(sorted(wanted))}, and no more; not {entry!r}.")
    return kind(**entry)


def _sections(slug: str, body: str) -> dict[str, Any]:
    """The Markdown sections by field; all must be there, in their order."""
    pieces = re.split(r"^## (.+)\n", body, flags=re.MULTILINE)
    titles, texts = pieces[1::2], [text.strip() for text in pieces[2::2]]
    if pieces[0].strip() or titles != list(SECTIONS):
        raise BrokenTerm(f"{slug}.md: its sections must be {', '.join(SECTIONS)}, in this order; they are {titles}.")
    values: dict[str, Any] = dict(zip(SECTIONS.values(), texts, strict=True))
    for title, name in SECTIONS.items():
        if not values[name]:
            raise BrokenTerm(f"{slug}.md: the section {title!r} is empty.")
    values["points"] = _points(slug, values["points"])
    values["faq"] = _questions(slug, values["faq"])
    return values


def _points(slug: str, text: str) -> tuple[str, ...]:
    if not text.startswith("- "):
        raise BrokenTerm(f"{slug}.md: the key points must be a list, each line beginning with a dash.")
    points = tuple(re.sub(r"\n +", "\n", point).strip() for point in re.split(r"^- ", text, flags=re.MULTILINE)[1:])
    if len(points) not in POINTS:
        raise BrokenTerm(f"{slug}.md: it has {len(points)} key points; {POINTS[0]} to {POINTS[-1]} are wanted.")
    return points


def _questions(slug: str, text: str) -> tuple[Question, ...]:
    pieces = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    faq = tuple(Question(q, a.strip()) for q, a in zip(pieces[1::2], pieces[2::2], strict=True))
    if pieces[0].strip() or len(faq) not in QUESTIONS or not all(entry.answer for entry in faq):
        raise BrokenTerm(
            f"{slug}.md: the FAQ must be {QUESTIONS[0]} to {QUESTIONS[-1]} questions (###), each with an answer."
        )
    return faq
