"""The questions that people ask about the site itself, each a file in `questions/`, answered by what the code does.

A file is YAML (question, group, order, and the pages that show a link to it) and a Markdown answer, whose `{names}`
stand for settings and limits, so that an answer changes with the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "questions"
GROUPS = (
    "Using Rewind",
    "Tokens and prices",
    "Privacy and data",
    "Models and licences",
    "The API",
    "When something goes wrong",
)
PAGES = frozenset({"terms", "chat", "pricing", "text-to-image", "image-variations", "transcribe", "translate-speech"})


class BrokenQuestion(ValueError):
    """A question's file doesn't follow the pattern."""


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """One question; the answer is Markdown with placeholders."""

    slug: str
    question: str
    group: str
    order: int  # within the group
    pages: tuple[str, ...]
    answer: str


@cache
def questions() -> tuple[SiteQuestion, ...]:
    """Every question, group by group. Raises BrokenQuestion."""
    found = [_parse(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.md")]
    return tuple(sorted(found, key=lambda entry: (GROUPS.index(entry.group), entry.order, entry.slug)))


def question(slug: str) -> SiteQuestion | None:
    """The question of that slug, or None."""
    return next((entry for entry in questions() if entry.slug == slug), None)


def shown_on(page: str) -> tuple[SiteQuestion, ...]:
    """The questions that a kind of page leads to: one of PAGES."""
    return tuple(entry for entry in questions() if page in entry.pages)


def _parse(slug: str, text: str) -> SiteQuestion:
    match = re.fullmatch(r"---\n(.*?)\n---\n+(.+?)\n", text, re.DOTALL)
    if not match:
        raise BrokenQuestion(f"{slug}.md: it must be YAML between two lines of dashes, and an answer.")
    front: Mapping[str, Any] = yaml.safe_load(match[1])
    if set(front) != {"question", "group", "order", "pages"}:
        raise BrokenQuestion(f"{slug}.md: at its top it needs question, group, order and pages, and no more.")
    if front["group"] not in GROUPS or not set(front["pages"]) <= PAGES:
        raise BrokenQuestion(f"{slug}.md: group must be one of {', '.join(GROUPS)}; pages some of {sorted(PAGES)}.")
    return SiteQuestion(slug=slug, answer=match[2], **dict(front, pages=tuple(front["pages"])))
