"""What the two pages say differently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TERMS = ("speech-recognition", "whisper", "spectrogram", "voice-activity-detection", "subtitles", "word-error-rate")


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording to try the tool with; `file` is below static/audio/, where its licence is told."""

    file: str
    about: str

    @property
    def path(self) -> Path:
        return Path(settings.BASE_DIR) / "static" / "audio" / self.file

    @property
    def static(self) -> str:
        """Its name among the static files."""
        return f"audio/{self.file}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one tool's page."""

    lead: str
    description: str
    verb: str  # on the button
    another: str  # on the link to a new run
    result: str  # the heading above what came of it
    nothing: str  # where no speech was found
    written: str  # the language of the text, by its code; "" where it is the spoken one
    sample: Sample


WORDS = {
    "transcribe": Words(
        lead="Turn speech into text: give it a recording or speak, and read along while it listens.",
        description="Turn a recording into text with an open Whisper model, free and without an account: word times, "
        "subtitles, about a hundred languages.",
        verb="Transcribe",
        another="Transcribe another",
        result="Transcript",
        nothing="No speech was found in this recording.",
        written="",
        sample=Sample("train.ogg", "11 seconds of English"),
    ),
    "translate-speech": Words(
        lead="Turn speech of another language into English text: give it a recording or speak.",
        description="Turn speech of about a hundred languages into English text with an open Whisper model, free and "
        "without an account.",
        verb="Translate",
        another="Translate another",
        result="English translation",
        nothing="No speech was found in this recording.",
        written="en",
        sample=Sample("hola.ogg", "14 seconds of Spanish"),
    ),
}
