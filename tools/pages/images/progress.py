"""How far a run is that is still drawing, for pages that look now and then instead of following its events."""

from __future__ import annotations

import json
from typing import Any

from redis.exceptions import RedisError

from tools.models import Generation
from tools.pages.images.pictures import Picture
from tools.streams.connection import client, events_key
from tools.toolbox.image import parsed

LOOKED_AT = 40  # events, the newest; enough for the picture that is being drawn


def drawing(run: Generation) -> list[Picture]:
    """The pictures that a waiting or running run is to make, each with its step and its newest preview."""
    steps: dict[int, int] = {}
    previews: dict[int, str] = {}
    for event_type, data in _newest(run):
        if event_type == "progress":
            steps.setdefault(data["index"], int(data["done"]))
        elif event_type == "preview":
            previews.setdefault(data["index"], data["image"])
        elif event_type == "started":
            break
    total = run.inputs["steps"]
    width, height = parsed(run.inputs["size"])
    at = max(steps, default=0)  # they are drawn one after another
    return [
        Picture(
            run,
            index,
            width=width,
            height=height,
            steps=total,
            step=total if index < at else steps.get(index, 0),
            preview=previews.get(index, ""),
        )
        for index in range(run.inputs["n"])
    ]


def _newest(run: Generation) -> list[tuple[str, dict[str, Any]]]:
    """Types and data of the newest events, newest first; none where the broker is away."""
    try:
        entries = client().xrevrange(events_key(run.pk), count=LOOKED_AT)
    except RedisError:
        return []
    return [(fields["type"], json.loads(fields["data"])) for _, fields in entries]
