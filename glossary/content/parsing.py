"""One term out of its file: YAML between two lines of dashes, then one Markdown section after another.

The pattern is told in docs/adding-a-term.md.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import yaml

from glossary.content.term import Question, Reference, Term
from glossary.content.topics import TOPICS

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
RELATED = range(3, 12)
LONGEST_DEFINITION = 200  # characters
FIRST_YEAR = 1600

_LINES = {"title": True, "topic": True, "definition": True, "acronym": False, "short": False, "ask": False}  # needed?
_LISTS = {  # needed?
    "tools": True,
    "related": True,
    "references": True,
    "aliases": False,
    "covers": False,
    "unlinked": False,
    "asked": False,
}
_DATES = ("added", "reviewed")


class BrokenTerm(ValueError):
    """A term's file doesn't follow the pattern."""


def parse(slug: str, text: str) -> Term:
    """The term in a file's text. Raises BrokenTerm, whose message begins with the file's name."""
    try:
        head, body = _halves(text)
        return Term(slug=slug, **_front(head), **_sections(body))
    except BrokenTerm as error:
        raise BrokenTerm(f"{slug}.md: {error}") from error


def _halves(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if not match:
        raise BrokenTerm("it must begin with YAML between two lines of three dashes.")
    return match[1], match[2]


def _front(head: str) -> dict[str, Any]:
    """The fields of the YAML, checked and in their types."""
    try:
        front = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise BrokenTerm(f"the YAML at its top can't be read: {error}") from error
    if not isinstance(front, dict):
        raise BrokenTerm("the YAML at its top must be `name: value` lines.")
    needed = {name for name, must in (_LINES | _LISTS).items() if must} | set(_DATES)
    wrong = (needed - front.keys()) | (front.keys() - _LINES.keys() - _LISTS.keys() - set(_DATES))
    if wrong:
        raise BrokenTerm(f"missing or unknown at its top: {', '.join(sorted(map(str, wrong)))}.")
    _check_lines(front)
    for name in _DATES:
        if type(front[name]) is not datetime.date:
            raise BrokenTerm(f"{name} must be a date such as 2026-11-23.")
    if front["reviewed"] < front["added"]:
        raise BrokenTerm("reviewed is before added.")
    lists = {name: _words(front, name) for name in _LISTS if name != "references"}
    if len(lists["related"]) not in RELATED:
        raise BrokenTerm(f"related has {len(lists['related'])} terms; {RELATED[0]} to {RELATED[-1]} are wanted.")
    return front | lists | {"references": _references(front)}


def _check_lines(front: Mapping[str, Any]) -> None:
    for name, must in _LINES.items():
        value = front.get(name, "")
        if not isinstance(value, str) or "\n" in value or (must and not value.strip()):
            raise BrokenTerm(f"{name} must be a line of text.")
    if len(front["definition"]) > LONGEST_DEFINITION:
        over = len(front["definition"])
        raise BrokenTerm(f"definition has {over} characters; at most {LONGEST_DEFINITION} fit everywhere.")
    names = [topic.name for topic in TOPICS]
    if front["topic"] not in names:
        raise BrokenTerm(f"topic must be one of {', '.join(names)}; it is {front['topic']!r}.")
    if front.get("acronym") and front.get("short"):
        raise BrokenTerm("it has acronym and short; only the one that isn't the title is wanted.")


def _list(front: Mapping[str, Any], name: str) -> list[Any]:
    value = front.get(name, [])
    if not isinstance(value, list):
        raise BrokenTerm(f"{name} must be a list.")
    return value


def _words(front: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = _list(front, name)
    if not all(isinstance(word, str) and word for word in words):
        raise BrokenTerm(f"{name} must be a list of words.")
    if len(set(words)) < len(words):
        raise BrokenTerm(f"{name} has an entry twice.")
    return tuple(words)


def _references(front: Mapping[str, Any]) -> tuple[Reference, ...]:
    wanted = {field.name for field in fields(Reference)}
    found = []
    for entry in _list(front, "references"):
        if not isinstance(entry, dict) or set(entry) != wanted:
            raise BrokenTerm(f"each of references needs {', '.join(sorted(wanted))}, and no more; not {entry!r}.")
        year = entry["year"]
        if type(year) is not int or not FIRST_YEAR < year <= datetime.date.today().year:
            raise BrokenTerm(f"the reference {entry['title']!r} needs the year of its publication as a number.")
        if not all(isinstance(entry[name], str) and entry[name].strip() for name in wanted - {"year"}):
            raise BrokenTerm(f"the reference {entry['title']!r} needs a title, an author and an address.")
        if not re.fullmatch(r"https://[^\s<>\"]+", entry["url"]):
            raise BrokenTerm(f"the reference {entry['title']!r} needs an address that begins with https://.")
        found.append(Reference(**entry))
    if len(found) < 2:  # one source can be wrong
        raise BrokenTerm("references must have two entries or more.")
    return tuple(found)


def _sections(body: str) -> dict[str, Any]:
    """The Markdown sections by field; all must be there, in their order."""
    pieces = re.split(r"^## (.+)\n", body, flags=re.MULTILINE)
    titles, texts = pieces[1::2], [text.strip() for text in pieces[2::2]]
    if pieces[0].strip() or titles != list(SECTIONS):
        raise BrokenTerm(f"its sections must be {', '.join(SECTIONS)}, in this order; they are {', '.join(titles)}.")
    values: dict[str, Any] = dict(zip(SECTIONS.values(), texts, strict=True))
    for title, name in SECTIONS.items():
        if not values[name]:
            raise BrokenTerm(f"the section {title!r} is empty.")
    return values | {"points": _points(values["points"]), "faq": _questions(values["faq"])}


def _points(text: str) -> tuple[str, ...]:
    if not text.startswith("- "):
        raise BrokenTerm("the key points must be a list, each line beginning with a dash.")
    points = tuple(re.sub(r"\n +", "\n", point).strip() for point in re.split(r"^- ", text, flags=re.MULTILINE)[1:])
    if len(points) not in POINTS:
        raise BrokenTerm(f"it has {len(points)} key points; {POINTS[0]} to {POINTS[-1]} are wanted.")
    return points


def _questions(text: str) -> tuple[Question, ...]:
    pieces = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    faq = tuple(Question(q, a.strip()) for q, a in zip(pieces[1::2], pieces[2::2], strict=True))
    if pieces[0].strip() or len(faq) not in QUESTIONS or not all(entry.answer for entry in faq):
        raise BrokenTerm(f"the FAQ must be {QUESTIONS[0]} to {QUESTIONS[-1]} questions (###), each with an answer.")
    return faq
