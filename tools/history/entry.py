"""One entry of the history, and what its owner does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tools import catalogue, outcome, toolbox
from tools.history import search
from tools.history.snippets import Piece, marked, plain, snippet
from tools.models import Conversation, Generation, Words
from tools.outcome import Picture

NAME_LENGTH = 200
SHOWN_NAME = 80  # characters of a question that stands in for a name


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation, or a generation without one.

    `last` is its newest run, `shown` the one that its snippet is of, `charged` the price of all its runs in tokens.
    """

    kind: Literal["conversation", "generation"]
    row: Any
    last: Generation
    shown: Generation
    runs: int
    charged: int
    is_shared: bool

    @classmethod
    def of_conversation(cls, row: Any, generations: Mapping[UUID, Generation]) -> Entry:
        """From a conversation as `entries` annotates it, and its generations by id."""
        shown = row.found or row.some or row.last
        last = generations[row.last]
        return cls("conversation", row, last, generations[shown], row.runs, row.charged, row.is_shared)

    @classmethod
    def of_generation(cls, row: Any) -> Entry:
        """From a generation as `entries` annotates it."""
        return cls("generation", row, row, row, 1, row.charged, row.is_shared)

    @property
    def is_conversation(self) -> bool:
        return self.kind == "conversation"

    @property
    def key(self) -> str:
        """How forms name it."""
        return str(self.row.pk)

    @property
    def at(self) -> datetime:
        return self.row.updated_at if self.is_conversation else self.row.created_at

    @property
    def given_name(self) -> str:
        """What its owner, or for a conversation its first question, named it."""
        return self.row.title if self.is_conversation else self.row.name

    @property
    def name(self) -> str:
        """The given name, or the beginning of what was asked, or of what came of it."""
        text = self.given_name or " ".join((question(self.last) or answer(self.last)).split())
        short = text if len(text) <= SHOWN_NAME or self.given_name else text[: SHOWN_NAME - 1].rstrip() + "…"
        return short or "Without words"

    @property
    def is_saved(self) -> bool:
        return self.row.saved_at is not None

    @property
    def tool(self) -> str:
        return tool_name(self.last.tool)

    @property
    def model(self) -> str:
        return model_name(self.last.model)

    @property
    def thumbnail(self) -> Picture | None:
        """The first picture, where it made some."""
        return next(iter(outcome.pictures(self.last)), None)

    def marked_name(self, words: tuple[str, ...]) -> list[Piece]:
        """The name, with what the query found."""
        return marked(self.name, words)

    def snippet(self, words: tuple[str, ...]) -> list[Piece]:
        """What came of it; or what was asked, where only that has the words. Nothing that the name says already."""
        made, wanted = plain(answer(self.shown)), " ".join(question(self.shown).split())
        if not made or (words and not _has(made, words) and _has(wanted, words)):
            return [] if wanted == self.name else snippet(wanted, words)
        return snippet(made, words)

    def save(self, wanted: bool) -> None:
        """Keep it until its owner deletes it, or let its time run again."""
        type(self.row).objects.filter(pk=self.row.pk).update(saved_at=timezone.now() if wanted else None)

    def rename(self, name: str) -> None:
        """Give it another name, by which it is found as well; "" takes the name away (a conversation keeps its)."""
        name = " ".join(name.split())[:NAME_LENGTH]
        with transaction.atomic():
            if not self.is_conversation:
                Generation.objects.filter(pk=self.row.pk).update(name=name)
                Words.objects.rewrite(Generation.objects.get(pk=self.row.pk))
            elif name:
                Conversation.objects.filter(pk=self.row.pk).update(title=name)
                for first in self.row.generations.filter(position=0).select_related("conversation"):
                    Words.objects.rewrite(first)


def question(generation: Generation) -> str:
    """What was asked: the last message, or all texts of tools that take no messages; or the name of what was sent."""
    inputs = generation.inputs
    if "messages" in inputs:
        return inputs["messages"][-1]["content"]
    asked = "" if generation.kind == "speech" else " ".join(search.texts(inputs))
    return asked or outcome.called(generation)


def answer(generation: Generation) -> str:
    """What came of it, as text; "" where nothing did."""
    return "\n\n".join(outcome.texts(generation))


def tool_name(slug: str) -> str:
    """What pages call the tool, also one that isn't there any more."""
    try:
        return toolbox.get(slug).name
    except toolbox.UnknownTool:
        return slug


def model_name(slug: str) -> str:
    """What pages call the model, also one that isn't there any more."""
    try:
        return catalogue.model(slug).name
    except catalogue.UnknownModel:
        return slug


def _has(text: str, query: tuple[str, ...]) -> bool:
    return any(f" {word}" in search.kept(text) for word in query)
