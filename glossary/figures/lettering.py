"""How wide text is, and where it breaks: without a browser, so by the widest font of the site's list (DejaVu Sans)."""

from __future__ import annotations

import unicodedata

SIZE = 13.0  # units of a drawing
LINE = 16.0  # from one line of text to the next
_BOLD = 1.14  # how much wider weight 600 is

# Widths in thousandths of the size, measured in Chromium and rounded up. DejaVu Sans is the font of bare Linux machines
# and the widest of the list in site.css: what fits in it fits in the others.
_WIDTHS = {
    glyph: wide
    for wide, glyphs in {
        280: "'",
        330: " ,.IJijl·|",
        370: "-/:;\\f",
        420: "!()[]rt²³",
        470: '"',
        535: "*_`sz°c?L\N{EN DASH}",
        620: "FTYavxyPEek",
        650: "0123456789$KSbdghnopqu{}AVX",
        700: "BCRZ",
        780: "DGHNUO&Qw",
        840: "#+<=>~→←↓↑≤≥\N{MULTIPLICATION SIGN}\N{MINUS SIGN}",
        990: "%mMW@…—",
    }.items()
    for glyph in glyphs
}


def width(text: str, bold: bool = False) -> float:
    """How wide `text` is at most, in units."""
    return sum(_glyph(glyph) for glyph in text) * SIZE / 1000 * (_BOLD if bold else 1)


def _glyph(glyph: str) -> int:
    known = _WIDTHS.get(glyph)
    if known:
        return known
    if unicodedata.combining(glyph):
        return 0
    if unicodedata.east_asian_width(glyph) in "WF" or unicodedata.category(glyph).startswith("S"):
        return 1100
    plain = unicodedata.normalize("NFD", glyph)[0]
    return _WIDTHS.get(plain, 850)


def wrap(text: str, room: float, bold: bool = False) -> list[str]:
    """`text` in as few lines of at most `room` units as will do, about equally long; a word that is wider is broken."""
    lines = _filled(text, room, bold)
    narrow = room
    while len(lines) > 1:
        narrow -= SIZE / 2
        closer = _filled(text, narrow, bold)
        if (
            len(closer) > len(lines)
            or widest(closer, bold) > narrow
            or any(width(w, bold) > narrow for w in text.split())
        ):
            break
        lines = closer
    return lines


def _filled(text: str, room: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, bold) <= room:
            lines[-1] = longer
        else:
            lines += _broken(word, room, bold)
    return lines


def _broken(word: str, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for glyph in word:
        if pieces[-1] and width(pieces[-1] + glyph, bold) > room:
            pieces.append("")
        pieces[-1] += glyph
    return pieces


def widest(lines: list[str], bold: bool = False) -> float:
    """How wide the widest of `lines` is."""
    return max((width(line, bold) for line in lines), default=0.0)
