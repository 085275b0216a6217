"""Finished generations and conversations of a given age, made without a worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tools.models import Conversation, FileUse, Generation, Share, StoredFile, Words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def generation(owner: str, age: timedelta = timedelta(), text: str = "an answer", **fields: Any) -> Generation:
    """One that ended `age` ago, a minute after it began."""
    ended = timezone.now() - age
    values: dict[str, Any] = {
        "owner": owner,
        "tool": "chat",
        "kind": "text",
        "model": "smollm2-135m-instruct",
        "source": "page",
        "inputs": {"messages": [{"role": "user", "content": f"A question for {text}"}]},
        "output": {"choices": [{"text": text, "finish_reason": "stop"}]},
        "state": Generation.State.SUCCEEDED,
        "held": 100,
        "created_at": ended - timedelta(minutes=1),
        "finished_at": ended,
    }
    made = Generation.objects.create(**values | fields)
    if made.is_final:
        Words.objects.create(generation=made, text=text)
    return made


def file(owner: str, content: bytes = b"bytes", kind: str = "image", **fields: Any) -> StoredFile:
    """A stored file, whose bytes need not be a picture or a recording here."""
    content_type = "image/png" if kind == "image" else "audio/flac"
    return StoredFile.objects.store(content, content_type, owner=owner, kind=kind, **fields)


def use(run: Generation, *files: StoredFile, role: str = "output") -> None:
    """The run has the files."""
    for one in files:
        FileUse.objects.create(generation=run, file=one, role=role)


def conversation(owner: str, age: timedelta = timedelta(), turns: int = 2, **fields: Any) -> Conversation:
    """One whose last turn was asked `age` ago."""
    asked = timezone.now() - age
    made = Conversation.objects.create(owner=owner, **{"created_at": asked, "updated_at": asked, "title": "t"} | fields)
    for position in range(turns):
        generation(owner, age, conversation=made, position=position)
    return made


def share(of: Generation | Conversation, expires_at: datetime | None = None) -> Share:
    """A link to it."""
    link = {"generation": of} if isinstance(of, Generation) else {"conversation": of}
    return Share.objects.create(owner=of.owner, snapshot={"text": "shown"}, expires_at=expires_at, **link)
