"""What an ear heard, and how it becomes the segments that people read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tools.engines.speech.recording import Window
from tools.languages import BREAKS, SENTENCE_ENDS

# Whisper's own limits (transcribe.py): what is worse is heard once more, with some chance in the choice of words.
MOST_REPETITIVE, LEAST_LIKELY, MOST_SILENT = 2.4, -1.0, 0.6
_PAUSE = 1.0  # seconds of silence that part two segments
_LONG, _LONGEST = 8.0, 15.0  # seconds after which a segment ends at a comma, or anywhere
_SHORT_FORMS = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "bzw.", "z.b.", "e.g.", "i.e."})


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `language` is a code of tools/languages.py."""

    task: str  # "transcribe" or "translate"
    language: str
    prompt: str
    temperature: float


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a window, as heard. `words` are {"start", "end", "word", "probability"}, in the window's seconds."""

    words: list[dict[str, Any]]
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    temperature: float

    @property
    def is_poor(self) -> bool:
        """Whether it should be heard once more."""
        return not self.is_silence and (self.compression_ratio > MOST_REPETITIVE or self.avg_logprob < LEAST_LIKELY)

    @property
    def is_silence(self) -> bool:
        """Whether nobody spoke, whatever was heard."""
        return not self.words or (self.no_speech_prob > MOST_SILENT and self.avg_logprob < LEAST_LIKELY)

    def segments(self, window: Window, tokens: Callable[[str], list[int]]) -> Iterator[dict[str, Any]]:
        """Its sentences with their times in the recording, as a transcript has them but for the id."""
        for words in _sentences(_placed(self.words, window)):
            text = "".join(word["word"] for word in words).strip()
            if text:
                yield {
                    "seek": round(window.regions[0][0] / 160),  # in Whisper's frames of 10 ms
                    "start": words[0]["start"],
                    "end": words[-1]["end"],
                    "text": text,
                    "words": words,
                    "tokens": tokens(f" {text}"),
                    "temperature": self.temperature,
                    "avg_logprob": _rounded(self.avg_logprob),
                    "compression_ratio": _rounded(self.compression_ratio),
                    "no_speech_prob": _rounded(self.no_speech_prob),
                }


def _rounded(value: float) -> float:
    return round(value, 4) if math.isfinite(value) else 0.0  # JSON has no NaN


def _placed(words: list[dict[str, Any]], window: Window) -> list[dict[str, Any]]:
    """The words at their places in the recording, none before the end of the one before it."""
    placed, last = [], 0.0
    for word in words:
        start, end = window.place(float(word["start"]), float(word["end"]))
        start = max(start, last)
        last = max(start, end)
        probability = _rounded(float(word["probability"]))
        placed.append({"start": start, "end": last, "word": word["word"], "probability": probability})
    return placed


def _sentences(words: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    sentence: list[dict[str, Any]] = []
    for word in words:
        if sentence and _ends(sentence, word):
            yield sentence
            sentence = []
        sentence.append(word)
    if sentence:
        yield sentence


def _ends(sentence: list[dict[str, Any]], following: dict[str, Any]) -> bool:
    """Whether the sentence, or what has to do for one, ends before the word that follows."""
    last = sentence[-1]["word"].strip().lower()
    length = following["end"] - sentence[0]["start"]
    return (
        (last.endswith(SENTENCE_ENDS) and last not in _SHORT_FORMS)
        or following["start"] - sentence[-1]["end"] > _PAUSE
        or (length > _LONG and last.endswith(BREAKS))
        or length > _LONGEST
    )
