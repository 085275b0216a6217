"""Our events, told as a stream of OpenAI's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tools.http.event_stream import HEARTBEAT
from tools.http.problems import Problem
from tools.streams.events import Event, Heartbeat
from tools.v1.errors import body_of

DONE = "data: [DONE]\n\n"


class Telling:
    """One streamed answer: what each event looks like, then [DONE]; after an error, nothing more.

    A kind of model says in `opening` and `tell` which objects of OpenAI's its stream has.
    """

    def opening(self) -> Iterable[Mapping[str, Any]]:
        """What comes before the first event."""
        return ()

    async def tell(self, event: Event) -> Iterable[Mapping[str, Any]]:
        """What an event that is no error looks like."""
        raise NotImplementedError

    def frame(self, data: Mapping[str, Any]) -> str:
        """One object in the protocol's text."""
        return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"

    def begin(self) -> list[str]:
        """The stream's text before the first event."""
        return [self.frame(data) for data in self.opening()]

    async def of(self, event: Event | Heartbeat) -> list[str]:
        """The stream's text for one event."""
        if isinstance(event, Heartbeat):
            return [HEARTBEAT]
        if event.type == "error":
            return [self.frame(body_of(failure(event)))]
        frames = [self.frame(data) for data in await self.tell(event)]
        return [*frames, DONE] if event.type == "done" else frames


def failure(event: Event) -> Problem:
    """A failed run; the model's side is at fault, and nothing was charged."""
    return Problem(500, event.data["code"], event.data["message"])
