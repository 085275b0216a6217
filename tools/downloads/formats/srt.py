"""Subtitles as SubRip, which most players read."""

from __future__ import annotations

from tools import subtitles
from tools.downloads.format import Format
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """UTF-8."""
    return subtitles.srt(snapshot.heard).encode()


FORMAT = Format("srt", "SRT", "application/x-subrip; charset=utf-8", frozenset({"speech"}), write, order=20)
