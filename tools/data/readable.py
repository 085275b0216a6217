"""Conversations and single results as Markdown that a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tools.conversations import turns
from tools.models import Conversation, Generation


def conversation(row: Conversation) -> Iterator[str]:
    """Its turns, one after the other."""
    yield f"# {row.title or 'A conversation'}\n\nBegun {row.created_at:%Y-%m-%d %H:%M} UTC.\n"
    for turn in turns(row):
        answer = turn.answer or _no_answer(turn.generation)
        yield f"\n## You\n\n{turn.question}\n\n## {turn.generation.model}\n\n{answer}\n"


def generation(row: Generation) -> Iterator[str]:
    """What went in and what came out."""
    yield f"# {row.name or row.tool}\n\n{row.model}, {row.created_at:%Y-%m-%d %H:%M} UTC.\n"
    messages = row.inputs.get("messages")
    if messages:
        for message in messages:
            yield f"\n## {message['role'].capitalize()}\n\n{message['content']}\n"
    else:
        yield f"\n## What went in\n\n```json\n{json.dumps(row.inputs, ensure_ascii=False, indent=2)}\n```\n"
    choices = (row.output or {}).get("choices", [])
    for choice in choices:
        yield f"\n## What came out\n\n{choice.get('text', '')}\n"
    if not choices:
        yield f"\n{_no_answer(row)}\n"


def _no_answer(row: Generation) -> str:
    return f"({row.error_message or row.state})"
