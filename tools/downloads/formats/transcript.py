"""A transcript's text alone."""

from __future__ import annotations

from tools import subtitles
from tools.downloads.format import Format
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """UTF-8."""
    return subtitles.plain(snapshot.heard).encode()


FORMAT = Format("txt", "Text", "text/plain; charset=utf-8", frozenset({"speech"}), write, order=10)
