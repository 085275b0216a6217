"""All pictures of a run in one file."""

from __future__ import annotations

import io
import zipfile

from tools.downloads.format import Format
from tools.downloads.formats.data import write as write_data
from tools.sharing.pictures import content
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """A ZIP of the PNGs, and of what is known of them as JSON. A PNG is packed already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number, picture in enumerate(snapshot.pictures, 1):
            packed.writestr(f"picture-{number}.png", content(snapshot, picture))
        packed.writestr("settings.json", write_data(snapshot))
    return out.getvalue()


FORMAT = Format("zip", "ZIP", "application/zip", frozenset({"image"}), write, order=20)
