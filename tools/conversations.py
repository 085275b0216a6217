"""Chats with more than one turn: which messages the next one builds on, and how it starts."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from redis.exceptions import RedisError

from accounts.principal import Principal
from tools import generations
from tools.models import FINAL, Conversation, Generation
from tools.streams.connection import client, reader_key
from tools.toolbox.base import Tool

NEW = "new"
TITLE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it; `generation` is the newest where the question was tried more than once."""

    generation: Generation

    @property
    def question(self) -> str:
        return self.generation.inputs["messages"][-1]["content"]

    @property
    def answer(self) -> str:
        """The Markdown that there is; empty while it runs and when it failed."""
        choices = (self.generation.output or {}).get("choices") or [{"text": ""}]
        return choices[0]["text"]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The conversation up to and with this turn. A question without an answer isn't part of it."""
        before = self.generation.inputs["messages"]
        return [*before, {"role": "assistant", "content": self.answer}] if self.answer else before[:-1]


def find(principal: Principal, wanted: str | uuid.UUID) -> Conversation:
    """The principal's conversation of that id, or a new one, not saved yet, for "new". Raises Http404."""
    if wanted == NEW:
        return Conversation(owner=principal.owner)
    try:
        return Conversation.objects.of(principal).get(pk=wanted)
    except (Conversation.DoesNotExist, ValidationError) as error:
        raise Http404("You have no such conversation.") from error


def turns(conversation: Conversation) -> list[Turn]:
    """The turns, oldest first. Generations that build on equally many messages are tries of one turn."""
    newest = {len(run.inputs["messages"]): run for run in conversation.generations.order_by("position", "created_at")}
    return [Turn(newest[length]) for length in sorted(newest)]


def renew(generation: Generation) -> None:
    """Somebody looks at it: it may go on. A page without JavaScript looks again and again, instead of following."""
    with suppress(RedisError, ValueError):  # ValueError: there is no broker's address
        client().set(reader_key(generation.pk), 1, ex=settings.READER_SECONDS)


def unfinished(conversation: Conversation) -> list[Generation]:
    """What waits or runs in it."""
    return list(conversation.generations.exclude(state__in=FINAL))


def start(
    principal: Principal,
    tool: Tool,
    inputs: dict[str, Any],
    *,
    source: str,
    conversation: Conversation | None = None,
) -> Generation:
    """`generations.start`, as a turn of `conversation`; a new one is saved only if the turn could start."""
    with transaction.atomic():
        if conversation is not None and conversation._state.adding:
            conversation.title = " ".join(inputs["messages"][-1]["content"].split())[:TITLE_CHARACTERS]
            conversation.save()
        return generations.start(principal, tool, tool.model(inputs), inputs, source=source, conversation=conversation)
