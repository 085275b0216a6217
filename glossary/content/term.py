"""What a term is made of."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a term's facts can be read at their source; `author` names people or a body."""

    title: str
    author: str
    year: int
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
    related: tuple[str, ...]  # slugs of terms, each of which names this one too
    references: tuple[Reference, ...]
    added: datetime.date
    reviewed: datetime.date
    explanation: str
    why: str
    points: tuple[str, ...]
    example: str
    misconception: str
    here: str
    faq: tuple[Question, ...]
    acronym: str = ""  # what the title stands for, where the title is an acronym
    short: str = ""  # the acronym, where the title is the long name
    aliases: tuple[str, ...] = ()  # other names of the same thing
    covers: tuple[str, ...] = ()  # what the page explains too: parts, kinds, products
    unlinked: tuple[str, ...] = ()  # names that are everyday words too
    ask: str = ""  # a question for the chat that shows the term
    asked: tuple[str, ...] = ()  # how people put it who don't know the word yet; for the search alone

    @property
    def full_title(self) -> str:
        """The title with what it stands for, or with its acronym: "API (Application Programming Interface)"."""
        beside = self.acronym or self.short
        return f"{self.title} ({beside})" if beside else self.title

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Everything else that it is called."""
        return tuple(name for name in (self.acronym, self.short, *self.aliases) if name)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that leads to it: the title, what else it is called, what its page explains too."""
        return (self.title, *self.synonyms, *self.covers)

    @property
    def markdown(self) -> tuple[str, ...]:
        """All its texts in Markdown, in the page's order."""
        answers = (entry.answer for entry in self.faq)
        return (self.explanation, self.why, *self.points, self.example, self.misconception, self.here, *answers)
