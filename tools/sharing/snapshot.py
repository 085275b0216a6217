"""A result as others may see it: a copy with nothing of its owner in it, for links and for files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from tools import catalogue, conversations, toolbox
from tools.conversations import Turn
from tools.models import Conversation, Generation, State
from tools.sharing.plain import first_words

SETTINGS = ("temperature", "top_p", "max_tokens", "seed")  # of the inputs, those that say nothing of what was asked
ENDED = (State.SUCCEEDED, State.CANCELLED)


class NothingFinished(ValueError):
    """There is no result yet, or none will come."""


@dataclass(frozen=True, slots=True)
class Author:
    """The model that wrote it, as the catalogue had it then."""

    slug: str
    name: str
    licence: str
    url: str

    @classmethod
    def of(cls, slug: str) -> Self:
        """The model of that slug; a model that has left the catalogue keeps its slug for a name."""
        try:
            model = catalogue.model(slug)
        except catalogue.UnknownModel:
            return cls(slug, slug, "", "")
        return cls(model.slug, model.name, model.licence, model.url)


@dataclass(frozen=True, slots=True)
class Part:
    """One run: what was asked (None where it isn't shown), what came of it, by which model with which settings."""

    prompt: str | None
    answers: list[str]
    model: Author
    settings: dict[str, Any]
    created_at: str  # ISO 8601

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.created_at)

    @classmethod
    def of(cls, run: Generation, prompt: bool) -> Self:
        """A run that is over. Raises NothingFinished."""
        choices = (run.output or {}).get("choices", []) if run.state in ENDED else []
        answers = [choice["text"] for choice in choices if choice["text"].strip()]
        if not answers:
            raise NothingFinished("There is no result to show here: it isn't finished, or it failed.")
        settings = {name: run.inputs[name] for name in SETTINGS if run.inputs.get(name) is not None}
        # The last message alone: a system prompt or what was said before must not come along by surprise.
        asked = Turn(run).question if prompt else None
        return cls(asked, answers, Author.of(run.model), settings, run.created_at.isoformat())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is shown of a result; what isn't in it can't be shown."""

    title: str
    tool: str  # its slug
    tool_name: str
    kind: str  # of the model: "text"
    builds_on_more: bool  # whether more was said before, which isn't shown
    parts: list[Part]

    @classmethod
    def of_generation(cls, run: Generation, *, prompt: bool, title: str = "") -> Self:
        """One run alone. Raises NothingFinished."""
        return cls._of([Part.of(run, prompt)], run, title, len(run.inputs["messages"]) > 1)

    @classmethod
    def of_conversation(cls, conversation: Conversation, *, prompt: bool, title: str = "") -> Self:
        """Its turns, without those that failed or aren't over. Raises NothingFinished."""
        runs = [turn.generation for turn in conversations.turns(conversation) if turn.answer]
        parts = [Part.of(run, prompt) for run in runs if run.state in ENDED]
        if not parts:
            raise NothingFinished("There is no finished answer in this conversation yet.")
        return cls._of(parts, runs[0], title, False)

    @classmethod
    def _of(cls, parts: list[Part], run: Generation, title: str, builds_on_more: bool) -> Self:
        title = title or first_words(parts[0].prompt or parts[0].answers[0])
        return cls(title, run.tool, _tool_name(run.tool), run.kind, builds_on_more, parts)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        parts = [Part(**{**part, "model": Author(**part["model"])}) for part in data["parts"]]
        return cls(**{**data, "parts": parts})

    def to_json(self) -> dict[str, Any]:
        """The same as JSON-ready data."""
        return asdict(self)

    @property
    def has_prompt(self) -> bool:
        return any(part.prompt is not None for part in self.parts)


def _tool_name(slug: str) -> str:
    try:
        return toolbox.get(slug).name
    except toolbox.UnknownTool:
        return slug
