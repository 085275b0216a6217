"""Conversations and single results as Markdown that a person reads, with links to the files beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tools import outcome
from tools.conversations import turns
from tools.models import Conversation, FileUse, Generation, StoredFile
from tools.outcome import clock


def conversation(row: Conversation) -> Iterator[str]:
    """Its turns, one after the other."""
    yield f"# {row.title or 'A conversation'}\n\nBegun {row.created_at:%Y-%m-%d %H:%M} UTC.\n"
    for turn in turns(row):
        answer = turn.answer or _no_answer(turn.generation)
        yield f"\n## You\n\n{turn.question}\n\n## {turn.generation.model}\n\n{answer}\n"


def generation(row: Generation) -> Iterator[str]:
    """What went in and what came out; it stands in a folder beside that of the files."""
    yield f"# {row.name or row.tool}\n\n{row.model}, {row.created_at:%Y-%m-%d %H:%M} UTC.\n"
    messages = row.inputs.get("messages")
    if messages:
        for message in messages:
            yield f"\n## {message['role'].capitalize()}\n\n{message['content']}\n"
    else:
        yield f"\n## What went in\n\n```json\n{json.dumps(row.inputs, ensure_ascii=False, indent=2)}\n```\n"
    yield from (f"\n[{use.file.name or use.file.kind}](<../{path(use.file)}>)\n" for use in _uses(row, "input"))
    heard = outcome.transcript(row)
    if heard:
        yield "\n## What was heard\n\n"
        yield from (f"- {clock(segment['start'])} {segment['text'].strip()}\n" for segment in heard.segments)
    else:
        yield from (f"\n## What came out\n\n{text}\n" for text in outcome.texts(row))
    yield from (f"\n![A picture](<../{path(use.file)}>)\n" for use in _uses(row, "output"))
    if not outcome.choices(row):
        yield f"\n{_no_answer(row)}\n"


def path(file: StoredFile) -> str:
    """Where the file is in the history's folder of the archive."""
    return f"files/{file.created_at:%Y-%m-%d} {file.pk}.{file.ending}"


def _uses(row: Generation, role: str) -> Iterator[FileUse]:
    yield from row.file_uses.filter(role=role).select_related("file").order_by("pk")


def _no_answer(row: Generation) -> str:
    return f"({row.error_message or row.state})"
