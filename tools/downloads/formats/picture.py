"""One picture, with its settings in the file where what was asked may be seen."""

from __future__ import annotations

from tools.downloads.format import Format
from tools.sharing.pictures import content
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """The first one as PNG; `Snapshot.picture` makes another the first."""
    return content(snapshot, snapshot.pictures[0])


FORMAT = Format("png", "PNG", "image/png", frozenset({"image"}), write, order=10)
