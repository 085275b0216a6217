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
class Choice:
    """One finished answer and why it ended: "stop", "length" or "cancelled"."""

    text: str
    finish_reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a run made and used, in the model's own tokens."""

    choices: list[Choice] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0  # over all choices


class Engine(Protocol):
    """Loads one model once, then runs many jobs, from many threads if its kind allows it."""

    def load(self) -> None:
        """Bring the model into memory. Raises EngineError with one clear line when that fails."""

    def warm_up(self) -> None:
        """Run once for real, so that the first person doesn't wait for compilation or allocation."""

    def run(self, job: Job, emit: Callable[[Delta], None], cancelled: Callable[[], bool]) -> Result:
        """Make the answer, handing out each piece as it comes; looks at `cancelled` at every step.

        A cancelled run returns what it made, with finish_reason "cancelled". Raises EngineError.
        """

    @property
    def broken(self) -> str | None:
        """Why a loaded engine can't run anything any more; None while it can. Only a new process repairs it."""

    def close(self) -> None:
        """Free what `load` took."""


class EngineError(Exception):
    """The engine can't do the job; the message is fit to be shown to whoever asked."""
