"""A result as others may see it: a copy with nothing of its owner in it, for links and for files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from tools import catalogue, conversations, outcome, toolbox
from tools.conversations import Turn
from tools.models import Conversation, Generation, State
from tools.outcome import Picture, Transcript
from tools.sharing.plain import first_words

# Of the inputs, those that say nothing of what was asked.
SETTINGS = ("temperature", "top_p", "max_tokens", "seed", "steps", "guidance", "strength")
TRANSLATION = "translate-speech"  # the tool that writes English, whatever it hears
KINDS = {"image": "picture", "speech": "transcript"}
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
    """One run: what was asked (None where it isn't shown), what came of it, by which model with which settings.

    What came of it is answers as Markdown, or pictures, or a transcript.
    """

    prompt: str | None
    answers: list[str]
    model: Author
    settings: dict[str, Any]
    created_at: str  # ISO 8601
    pictures: list[Picture] = field(default_factory=list)
    transcript: Transcript | None = None

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.created_at)

    @property
    def text(self) -> str:
        """All that was written or heard; "" of pictures."""
        return self.transcript.text if self.transcript else "\n\n".join(self.answers)

    @property
    def first_words(self) -> str:
        """What it may be called by where nobody may see what was asked."""
        if self.pictures:
            return "A picture" if len(self.pictures) == 1 else f"{len(self.pictures)} pictures"
        return first_words(self.text)

    @classmethod
    def of(cls, run: Generation, prompt: bool) -> Self:
        """A run that is over. Raises NothingFinished."""
        is_over = run.state in ENDED
        pictures, heard = (outcome.pictures(run), outcome.transcript(run)) if is_over else ([], None)
        answers = outcome.texts(run) if is_over and not heard else []
        if not (answers or pictures or (heard and heard.text.strip())):
            raise NothingFinished("There is no result to show here: it isn't finished, or it failed.")
        settings = {name: run.inputs[name] for name in SETTINGS if run.inputs.get(name) is not None}
        asked = _asked(run) if prompt else None
        return cls(asked, answers, Author.of(run.model), settings, run.created_at.isoformat(), pictures, heard)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `asdict` made of one, also in the days before there were pictures."""
        pictures = [Picture(**picture) for picture in data.get("pictures", [])]
        heard = Transcript(**data["transcript"]) if data.get("transcript") else None
        return cls(**{**data, "model": Author(**data["model"]), "pictures": pictures, "transcript": heard})


def _asked(run: Generation) -> str | None:
    """The last message alone: a system prompt or what was said before must not come along by surprise.

    Of a recording nothing was asked; what its owner told the model of it beforehand stays with them.
    """
    if "messages" in run.inputs:
        return Turn(run).question
    return None if run.kind == "speech" else run.inputs.get("prompt") or None


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
        return cls._of([Part.of(run, prompt)], run, title, len(run.inputs.get("messages", ())) > 1)

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
        title = title or (first_words(parts[0].prompt) if parts[0].prompt else parts[0].first_words)
        return cls(title, run.tool, _tool_name(run.tool), run.kind, builds_on_more, parts)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(**{**data, "parts": list(map(Part.from_json, data["parts"]))})

    def to_json(self) -> dict[str, Any]:
        """The same as JSON-ready data."""
        return asdict(self)

    @property
    def has_prompt(self) -> bool:
        return any(part.prompt is not None for part in self.parts)

    @property
    def nameless(self) -> str:
        """What it is called where nobody may see what was asked."""
        if len(self.pictures) > 1:
            return "Shared pictures"
        return f"A shared {KINDS.get(self.kind, 'answer')}"

    @property
    def pictures(self) -> list[Picture]:
        return [picture for part in self.parts for picture in part.pictures]

    @property
    def transcript(self) -> Transcript | None:
        return self.parts[0].transcript

    @property
    def written_in(self) -> str:
        """The code of the transcript's language; "" where it isn't known."""
        return "en" if self.tool == TRANSLATION else (self.transcript.language if self.transcript else "") or ""

    @property
    def heard(self) -> dict[str, Any]:
        """The transcript as `tools/subtitles` takes it. Raises NothingFinished where there is none."""
        if self.transcript is None:
            raise NothingFinished("Nothing was written down.")
        return asdict(self.transcript)

    def picture(self, number: int) -> Self | None:
        """The same with its picture of that number alone, counted from 1; None where there is none."""
        if not 1 <= number <= len(self.pictures):
            return None
        (part,) = self.parts
        return replace(self, parts=[replace(part, pictures=[part.pictures[number - 1]])])


def _tool_name(slug: str) -> str:
    try:
        return toolbox.get(slug).name
    except toolbox.UnknownTool:
        return slug
