"""The one protocol that every engine speaks, whatever it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Job:
    """One generation as an engine sees it: `inputs` are the tool's cleaned inputs, turned into the engine's own."""

    id: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of text of choice `index`; the pieces joined are the choice's text."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far choice `index` is: `done` of `total`, in steps of an image or in seconds of a recording."""

    index: int
    done: float
    total: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What choice `index` looks like so far: a small picture as WebP or PNG, of 30 KB at most."""

    index: int
    image: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of choice `index` that was heard. Times are seconds from the recording's start.

    Each of `words` has "start", "end", "word" (with the space before it) and "probability".
    """

    index: int
    id: int  # counted from 0
    start: float
    end: float
    text: str
    words: list[dict[str, Any]] = field(default_factory=list)


News = Delta | Progress | Preview | Segment  # what an engine says while it works


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that an engine made."""

    content: bytes
    content_type: str  # "image/png"


@dataclass(frozen=True, slots=True)
class Choice:
    """One finished answer and why it ended: "stop", "length" or "cancelled".

    `data` is what else there is to know of it, ready for JSON: an image's seed and size, a transcript's segments.
    """

    text: str
    finish_reason: str
    data: dict[str, Any] = field(default_factory=dict)
    file: Blob | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a run made and used: the model's own tokens, or the seconds of audio that it listened to."""

    choices: list[Choice] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0  # over all choices
    seconds: float = 0.0


class Engine(Protocol):
    """Loads one model once, then runs many jobs, from many threads if its kind allows it."""

    def load(self) -> None:
        """Bring the model into memory. Raises EngineError with one clear line when that fails."""

    def warm_up(self) -> None:
        """Run once for real, so that the first person doesn't wait for compilation or allocation."""

    def run(self, job: Job, emit: Callable[[News], None], cancelled: Callable[[], bool]) -> Result:
        """Make the answer, handing out each piece of news as it comes; looks at `cancelled` at every step.

        A cancelled run returns what it made, with finish_reason "cancelled". Raises EngineError.
        """

    @property
    def broken(self) -> str | None:
        """Why a loaded engine can't run anything any more; None while it can. Only a new process repairs it."""

    def close(self) -> None:
        """Free what `load` took."""


class EngineError(Exception):
    """The engine can't do the job; the message is fit to be shown to whoever asked."""


def first_line(error: BaseException) -> str:
    """What an error says, in one line; the kind of error where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
