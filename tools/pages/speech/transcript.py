"""A transcript as the page shows it, and with its owner's changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError

from tools import outcome, subtitles
from tools.models import Generation
from tools.streams.connection import client, events_key
from tools.toolbox import InvalidInput

LONGEST = 5_000  # characters of an edited segment


def heard(run: Generation) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The segments and the newest progress of a run that goes on; nothing of them while the broker is away."""
    segments: list[dict[str, Any]] = []
    progress = None
    with suppress(RedisError):
        for _, fields in client().xrange(events_key(run.pk)):
            if fields["type"] == "started":
                segments, progress = [], None
            elif fields["type"] == "segment":
                segments.append(json.loads(fields["data"]))
            elif fields["type"] == "progress":
                progress = json.loads(fields["data"])
    return segments, progress


def edited(run: Generation, texts: Sequence[str]) -> Generation:
    """The run with other texts for its segments, in this object alone. Raises InvalidInput.

    A segment whose text was changed has no words any more: their times are those of other words.
    """
    found = outcome.transcript(run)
    if found is None or len(texts) != len(found.segments) or any(len(text) > LONGEST for text in texts):
        raise InvalidInput("text", "These changes don't belong to this transcript. Reload the page.")
    run.output = copy.deepcopy(run.output)
    changed = next(choice for choice in outcome.choices(run) if "segments" in choice)
    for segment, text in zip(changed["segments"], texts, strict=True):
        text = " ".join(text.replace("\x00", "").split())
        if text != " ".join(segment["text"].split()):
            before = segment["text"][: len(segment["text"]) - len(segment["text"].lstrip())]
            segment.update(text=before + text, words=[])
    changed["text"] = subtitles.joined(changed["segments"])
    return run
