"""From segments to what stands on the screen together: at most two lines of 42 characters, for at most seven seconds.

The measures are those of subtitlers' guides; a character of Chinese, Japanese or Korean counts as two. A segment that
is too long is parted between its words, by their times; where there are none, or the text was edited, by its letters.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.languages import BREAKS

WIDTH = 42
LONGEST = 7.0  # seconds
SHORTEST = 0.8  # seconds, where the next cue leaves room for it
_PAUSE = 1.5  # seconds of silence that part two cues
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown together; times in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or a part of one that is wider than a line, with the space before it; times in seconds."""

    start: float
    end: float
    text: str


def cues(segments: Iterable[Mapping[str, Any]]) -> list[Cue]:
    """The segments' cues in their order, none of them empty, negative or longer than until the next one begins."""
    groups = [group for segment in segments for group in _grouped(_pieces(segment))]
    starts = list(itertools.accumulate((_ms(group[0].start) for group in groups), lambda last, it: max(last + 1, it)))
    made = []
    for index, group in enumerate(groups):
        end = max(_ms(group[-1].end), starts[index] + _ms(SHORTEST))
        if index + 1 < len(groups):
            end = min(end, starts[index + 1])
        made.append(Cue(starts[index], end, _wrapped(_text(group))))
    return made


def one_line(text: str) -> str:
    """The text without breaks and control characters, each run of white space one space."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _pieces(segment: Mapping[str, Any]) -> list[_Piece]:
    """The segment's words with their times, none wider than a line."""
    start, end, words = float(segment["start"]), float(segment["end"]), segment.get("words") or []
    if one_line("".join(word["word"] for word in words)) == one_line(segment["text"]):
        timed = [_Piece(word["start"], word["end"], word["word"]) for word in words]
    else:
        timed = _spread(start, max(start, end), re.findall(r"\s*\S+", one_line(segment["text"])))
    return [part for piece in timed for part in _narrow(piece) if one_line(part.text)]


def _narrow(piece: _Piece) -> list[_Piece]:
    if _width(piece.text.strip()) <= WIDTH:
        return [piece]
    parts, room = [""], 0
    for character in piece.text:
        if room + _width(character) > WIDTH:
            parts.append("")
            room = 0
        parts[-1] += character
        room += _width(character)
    return _spread(piece.start, piece.end, parts)


def _spread(start: float, end: float, texts: list[str]) -> list[_Piece]:
    """Pieces of these texts, each as long as its share of the characters."""
    total = sum(map(len, texts)) or 1
    marks = [start + (end - start) * done / total for done in itertools.accumulate(map(len, texts), initial=0)]
    return [_Piece(begin, until, text) for (begin, until), text in zip(itertools.pairwise(marks), texts, strict=True)]


def _grouped(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces of each cue. A cue that is full ends, if it can, where a sentence or a part of one does."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and piece.start - group[-1].end > _PAUSE:
            yield group
            group = []
        while group and not _fits([*group, piece]):
            cut = _cut(group)
            yield group[:cut]
            group = group[cut:]
        group.append(piece)
    if group:
        yield group


def _cut(group: list[_Piece]) -> int:
    """After how many pieces of a full cue to part it: at the last pause of speech in its later half, or at its end."""
    for count in range(len(group), len(group) // 2, -1):
        if group[count - 1].text.rstrip().endswith(BREAKS):
            return count
    return len(group)


def _fits(group: list[_Piece]) -> bool:
    return group[-1].end - group[0].start <= LONGEST and len(_wrapped(_text(group))) <= 2


def _text(group: list[_Piece]) -> str:
    return one_line("".join(piece.text for piece in group))


def _wrapped(text: str) -> tuple[str, ...]:
    """One line, or two of about the same width; more than two says that the text is too long."""
    if _width(text) <= WIDTH:
        return (text,)
    splits = [(text[:at].rstrip(), text[at:].lstrip()) for at in _places(text)]
    fitting = [split for split in splits if max(map(_width, split)) <= WIDTH]
    if not fitting:
        return (text, "", "")
    return min(fitting, key=lambda split: max(map(_width, split)) - 6 * split[0].endswith(BREAKS))


def _places(text: str) -> Iterable[int]:
    """Where a line may end: at spaces, and beside characters that are written without spaces."""
    for at in range(1, len(text)):
        if text[at] == " " or is_wide(text[at]) or is_wide(text[at - 1]):
            yield at


def is_wide(character: str) -> bool:
    """Whether it counts as two: Chinese, Japanese and Korean letters and their punctuation."""
    return unicodedata.east_asian_width(character) in "WF"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(character) else 1 + is_wide(character) for character in text)
