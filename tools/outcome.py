"""What came of a run, whatever kind of model made it: its texts, its pictures, its transcript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from tools.models import Generation, StoredFile

NAMELESS = ("recording", "picture")  # what tools/files calls what came without a name


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. `file` is the token of its StoredFile; sizes are in pixels."""

    file: str
    seed: int
    width: int
    height: int
    steps: int
    guidance: float | None = None

    @classmethod
    def of(cls, choice: dict[str, Any]) -> Self:
        """The picture of a choice that has a file."""
        names = ("file", "seed", "width", "height", "steps", "guidance")
        return cls(**{name: choice[name] for name in names if name in choice})


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard: the whole text, the code of the language that was spoken, seconds, and segments with times."""

    text: str
    language: str | None
    duration: float
    segments: list[dict[str, Any]]

    @classmethod
    def of(cls, choice: dict[str, Any]) -> Self:
        """The transcript of a choice that has segments."""
        return cls(choice["text"], choice["language"], choice["duration"], choice["segments"])


def choices(run: Generation) -> list[dict[str, Any]]:
    """All that was made; empty while it runs and where it failed."""
    return (run.output or {}).get("choices", [])


def texts(run: Generation) -> list[str]:
    """What was written, as Markdown; of a recording, what was heard."""
    return [choice["text"] for choice in choices(run) if choice["text"].strip()]


def pictures(run: Generation) -> list[Picture]:
    """What was drawn."""
    return [Picture.of(choice) for choice in choices(run) if choice.get("file")]


def transcript(run: Generation) -> Transcript | None:
    """What was heard in a recording."""
    return next((Transcript.of(choice) for choice in choices(run) if "segments" in choice), None)


def sent(run: Generation) -> StoredFile | None:
    """The recording or the picture that the run was given."""
    if "file" not in run.inputs:
        return None
    return next((use.file for use in run.file_uses.all() if use.role == "input"), None)


def called(run: Generation) -> str:
    """The name of what the run was given; "" where it was given nothing, or something that had no name."""
    file = sent(run)
    return "" if file is None or file.name in NAMELESS else file.name


def clock(seconds: float) -> str:
    """A time in a recording, such as "0:04", "12:31" or "1:00:00"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
