"""Entries of the history for tests, made as the site makes them; the test plays the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.principal import Principal
from tests.tools.running import ask
from tools.engines.base import Choice, Result
from tools.models import Conversation, Generation

PRICE = 100


def finish(generation: Generation, text: str) -> Generation:
    """What a worker would do with it."""
    running = Generation.objects.claim(generation.pk, "worker")
    assert running is not None
    assert running.finish(Result([Choice(text, "stop")], 30, 20), PRICE)
    return running


def single(
    principal: Principal, question: str, text: str = "", at: datetime | None = None, **values: Any
) -> Generation:
    """A generation without a conversation; without a text it still waits."""
    generation = ask(question, principal)
    if text:
        generation = finish(generation, text)
    return _changed(generation, {"created_at": at} | values if at else values)


def conversation(principal: Principal, *turns: tuple[str, str], at: datetime | None = None) -> Conversation:
    """A conversation of (question, answer), named as the chat names them; a turn without answer still waits."""
    made = Conversation.objects.create(owner=principal.owner, title=turns[0][0][:80])
    said: list[dict[str, str]] = []
    for question, text in turns:
        said.append({"role": "user", "content": question})
        generation = ask(question, principal, conversation=made)
        generation = _changed(generation, {"inputs": generation.inputs | {"messages": said}})
        if text:
            finish(generation, text)
            said.append({"role": "assistant", "content": text})
    return _changed(made, {"updated_at": at, "created_at": at} if at else {})


def _changed(row: Any, values: dict[str, Any]) -> Any:
    if values:
        type(row).objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    return row
