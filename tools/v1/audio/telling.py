"""Our events, told as OpenAI's stream of a transcription: a delta for each segment, then the whole text."""

from __future__ import annotations

from typing import Any

from tools.streams.events import Event
from tools.subtitles import following
from tools.v1.telling import Telling


class TranscriptTelling(Telling):
    """One streamed transcript. The deltas joined are the text of the last event.

    That one has no `usage`: OpenAI's counts only tokens there, and ours is the recording's seconds.
    """

    def __init__(self) -> None:
        self._told: dict[int, str] = {}  # by segment; one that is told again, from the row of a lost stream, is dropped

    async def tell(self, event: Event) -> list[dict[str, Any]]:
        if event.type == "segment" and event.data["id"] not in self._told:
            self._told[event.data["id"]] = following("".join(self._told.values()), event.data["text"])
            return [{"type": "transcript.text.delta", "delta": self._told[event.data["id"]]}]
        if event.type == "done":
            return [{"type": "transcript.text.done", "text": "".join(self._told.values())}]
        return []
