"""A transcript with the times of its segments and words, for programs: what /v1 calls `verbose_json`."""

from __future__ import annotations

import json

from tools import subtitles
from tools.downloads.format import Format
from tools.sharing.snapshot import TRANSLATION, Snapshot


def write(snapshot: Snapshot) -> bytes:
    """JSON; what OpenAI's own has, and by which model it was written."""
    task = "translate" if snapshot.tool == TRANSLATION else "transcribe"
    told = subtitles.verbose(snapshot.heard, task, subtitles.GRANULARITIES)
    return json.dumps({"model": snapshot.parts[0].model.slug, **told}, ensure_ascii=False, indent=2).encode()


FORMAT = Format("json", "JSON", "application/json", frozenset({"speech"}), write, order=40)
