"""Everything, for programs."""

from __future__ import annotations

import json
from typing import Any

from tools.downloads.format import Format
from tools.sharing.snapshot import Snapshot

_PRIVATE = ("file",)  # where a picture is kept, which is nobody's business


def write(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON."""
    data = snapshot.to_json()
    data["parts"] = list(map(_part, data["parts"]))
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _part(part: dict[str, Any]) -> dict[str, Any]:
    """Only what came of this kind of run."""
    part["pictures"] = [{k: v for k, v in picture.items() if k not in _PRIVATE} for picture in part["pictures"]]
    return {name: value for name, value in part.items() if value or name not in ("answers", "pictures", "transcript")}


FORMAT = Format("json", "JSON", "application/json", frozenset({"text", "image"}), write, order=40)
