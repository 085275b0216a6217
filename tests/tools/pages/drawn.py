"""Runs of the image tools for tests of their pages; the test plays the worker."""

from __future__ import annotations

import io
from typing import Any

from django.urls import reverse
from PIL import Image

from tests.cast import Member
from tools import toolbox
from tools.engines.base import Blob, Choice, Preview, Progress, Result
from tools.files.keeping import keep_outputs
from tools.models import Generation, StoredFile
from tools.streams import events
from tools.streams.connection import client, events_key

WORDS = reverse("tools:text-to-image")
PICTURE = reverse("tools:image-variations")


def png(colour: str = "red", size: tuple[int, int] = (64, 64)) -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


def upload(name: str = "photo.png", content: bytes | None = None) -> io.BytesIO:
    """A file as a browser sends it."""
    file = io.BytesIO(png() if content is None else content)
    file.name = name
    return file


def stored(member: Member, **facts: Any) -> StoredFile:
    """A picture of the member's own."""
    values = {"kind": "image", "width": 64, "height": 64, "name": "mine.png"} | facts
    return StoredFile.objects.store(png(), "image/png", owner=member.principal.owner, **values)


def newest() -> Generation:
    return Generation.objects.order_by("-created_at").first()


def drawing(run: Generation, done: int) -> Generation:
    """A worker has taken it, drawn so many steps of the first picture and shown how that looks."""
    running = Generation.objects.claim(run.pk, "worker")
    for news in (Progress(0, done, run.inputs["steps"]), Preview(0, png())):
        client().xadd(events_key(run.pk), events.fields(*events.news(news)))
    return running


def drawn(run: Generation, made: int | None = None) -> Generation:
    """Ended by a worker, with `made` pictures; fewer than were asked for means that it was stopped."""
    count = run.inputs["n"]
    made = count if made is None else made
    running = Generation.objects.claim(run.pk, "worker")
    data = {"width": 64, "height": 64, "steps": run.inputs["steps"], "guidance": run.inputs["guidance"]}
    choices = [Choice("", "stop", data | {"seed": 70 + k}, Blob(png(), "image/png")) for k in range(made)]
    if made < count:
        choices.append(Choice("", "cancelled", data | {"seed": 70 + made}))
    tool, result = toolbox.get(run.tool), Result(choices)
    assert running.finish(result, tool.price(result, tool.model(run.inputs)), keep_outputs(running, choices))
    return running


def page_of(member: Member, run: Generation) -> str:
    response = member.client.get(reverse("tools:image", args=[run.tool, run.pk]))
    assert response.status_code == 200
    return response.content.decode()
