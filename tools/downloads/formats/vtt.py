"""Subtitles as WebVTT, which browsers read."""

from __future__ import annotations

from tools import subtitles
from tools.downloads.format import Format
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """UTF-8."""
    return subtitles.vtt(snapshot.heard).encode()


FORMAT = Format("vtt", "VTT", "text/vtt; charset=utf-8", frozenset({"speech"}), write, order=30)
