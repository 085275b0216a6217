"""What the picture of a shared result says."""

from __future__ import annotations

import unicodedata

from tools.http.card import LINE, LINE_BESIDE, MOST_LINES, Card, wrapped
from tools.sharing.pictures import content
from tools.sharing.plain import one_line
from tools.sharing.snapshot import Snapshot

TITLE = 34  # characters that fit in one line at the smallest size
_DRAWN = ("LATIN", "GREEK", "CYRILLIC")  # the letters that the font has
_MOSTLY = 0.7


def card_of(snapshot: Snapshot) -> Card:
    """The result's first words, or its first picture. Raises Http404 where the picture is gone."""
    return _card_of_picture(snapshot) if snapshot.pictures else _card_of_text(snapshot)


def _card_of_text(snapshot: Snapshot) -> Card:
    """A card without the words where the font has no letters for them."""
    part = snapshot.parts[0]
    by = f"Written {'down ' if part.transcript else ''}by {part.model.name}"
    text = one_line(part.text, LINE * MOST_LINES - 20)
    if not is_drawable(text + snapshot.title):
        return Card(snapshot.tool_name, snapshot.nameless, _drawable(by), ())
    title = _drawable(one_line(snapshot.title, TITLE)) if snapshot.has_prompt else snapshot.nameless
    return Card(snapshot.tool_name, title, _drawable(by), wrapped(_drawable(text)))


def _card_of_picture(snapshot: Snapshot) -> Card:
    part = snapshot.parts[0]
    asked = _drawable(one_line(part.prompt or "", LINE_BESIDE * MOST_LINES - 12))
    by = _drawable(f"by {part.model.name}")
    lines = wrapped(asked, LINE_BESIDE) if is_drawable(asked) else ()
    return Card(snapshot.tool_name, part.first_words, by, lines, content(snapshot, part.pictures[0]))


def is_drawable(text: str) -> bool:
    """Whether the font has most of the text's letters."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(map(_has, letters)) >= _MOSTLY * len(letters)


def _drawable(text: str) -> str:
    return " ".join("".join(c for c in text if _has(c)).split())


def _has(char: str) -> bool:
    if char.isalpha():
        return unicodedata.name(char, "").startswith(_DRAWN)
    return unicodedata.category(char)[0] in "NPZ" or char in "+<=>|~$€£^`°©"
