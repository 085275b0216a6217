"""Everything, for programs."""

from __future__ import annotations

import json

from tools.downloads.format import Format
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON."""
    return json.dumps(snapshot.to_json(), ensure_ascii=False, indent=2).encode()


FORMAT = Format("json", "JSON", "application/json", frozenset({"text"}), write, order=40)
