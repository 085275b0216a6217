"""A transcript as a file: plain text, SubRip, WebVTT, or the JSON that OpenAI calls verbose.

`Transcript` is a choice of a speech tool's output: {"text", "language", "duration", "segments": [{"start", "end",
"text", "words", …}]}, times in seconds. A segment's text may have been edited, so that its words no longer tell it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from tools.languages import LANGUAGES
from tools.subtitles.cues import Cue, cues, is_wide

Transcript = Mapping[str, Any]
GRANULARITIES = ("segment", "word")  # what `verbose` can tell the times of
_SEGMENT = (
    "id",
    "seek",
    "start",
    "end",
    "text",
    "tokens",
    "temperature",
    "avg_logprob",
    "compression_ratio",
    "no_speech_prob",
)


def joined(segments: Iterable[Mapping[str, Any]]) -> str:
    """The whole text of the segments, whether or not each brings the space before it."""
    whole = ""
    for segment in segments:
        whole += following(whole, segment["text"])
    return whole


def following(whole: str, text: str) -> str:
    """The text as it follows what was said before: after a space, but for Chinese and Japanese, which have none."""
    text = text.strip()
    return f" {text}" if whole and text and not (_unspaced(whole[-1]) and _unspaced(text[0])) else text


def plain(transcript: Transcript) -> str:
    """The text alone, with a line's end behind it; nothing where nothing was said."""
    text = transcript["text"].strip()
    return f"{text}\n" if text else ""


def srt(transcript: Transcript) -> str:
    """SubRip: numbered cues, each followed by an empty line. The format can't escape its arrow, so that one is told."""
    return "".join(
        f"{number}\n{_times(cue, ',')}\n{_lines(cue, lambda line: line.replace('-->', '→'))}\n\n"
        for number, cue in enumerate(cues(transcript["segments"]), 1)
    )


def vtt(transcript: Transcript) -> str:
    """WebVTT, as the W3C has it: a head, then cues; `&`, `<` and `>` are escaped."""
    return "WEBVTT\n" + "".join(
        f"\n{_times(cue, '.')}\n{_lines(cue, _escaped)}\n" for cue in cues(transcript["segments"])
    )


def verbose(transcript: Transcript, task: str, granularities: Collection[str] = ("segment",)) -> dict[str, Any]:
    """OpenAI's `verbose_json`, field for field; `task` is "transcribe" or "translate".

    `granularities` are of GRANULARITIES: which of `segments` and `words` are told.
    """
    code = transcript["language"]
    told: dict[str, Any] = {
        "task": task,
        "language": LANGUAGES.get(code, code or "").lower(),
        "duration": transcript["duration"],
        "text": transcript["text"],
    }
    segments = transcript["segments"]
    if "word" in granularities:
        told["words"] = [
            {"word": word["word"].strip(), "start": word["start"], "end": word["end"]}
            for segment in segments
            for word in segment["words"]
        ]
    if "segment" in granularities:
        told["segments"] = [{name: segment[name] for name in _SEGMENT if name in segment} for segment in segments]
    return told


def _unspaced(character: str) -> bool:
    return is_wide(character) and not unicodedata.name(character, "").startswith("HANGUL")


def _times(cue: Cue, point: str) -> str:
    return f"{_clock(cue.start, point)} --> {_clock(cue.end, point)}"


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"


def _lines(cue: Cue, written: Callable[[str], str]) -> str:
    return "\n".join(written(line) for line in cue.lines)


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
