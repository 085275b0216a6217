"""Starting a generation and stopping one: where the ledger, the row and the broker meet."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.principal import Principal
from billing import ledger
from tools.catalogue import Model
from tools.files.keeping import note_input
from tools.models import Conversation, Generation
from tools.streams import connection, stream
from tools.toolbox.base import Tool

TASK = "tools.run"

logger = logging.getLogger(__name__)


def start(
    principal: Principal,
    tool: Tool,
    model: Model,
    inputs: dict[str, Any],
    *,
    source: str,
    conversation: Conversation | None = None,
    reader_seconds: int | None = None,
) -> Generation:
    """Hold the quote of `tool`'s cleaned `inputs` and queue their run; the worker hears of it after the commit.

    `source` is "page", "api" or "v1". With nobody reading its events for `reader_seconds`, the run is stopped.
    Raises billing's InsufficientTokens, and InvalidInput when a file that the inputs name is gone. When the broker is
    away the row waits, and the sweeper rings later.
    """
    quote = tool.quote(inputs, model)
    generation = Generation(
        owner=principal.owner,
        tool=tool.slug,
        kind=model.kind,
        model=model.slug,
        source=source,
        inputs=inputs,
        held=quote.tokens,
        prompt_tokens=quote.prompt_tokens or 0,
        reader_seconds=settings.READER_SECONDS if reader_seconds is None else reader_seconds,
    )
    with transaction.atomic():
        ledger.hold(principal, quote.tokens, reference=str(generation.pk), seconds=settings.HOLD_SECONDS)
        if conversation is not None:
            _append(generation, conversation)
        generation.save(force_insert=True)
        note_input(principal, generation)
        transaction.on_commit(lambda: ring(generation.pk, generation.kind))
    return generation


def _append(generation: Generation, conversation: Conversation) -> None:
    now = timezone.now()
    # The update comes first: it takes the conversation's row, so two that start at once get different positions.
    Conversation.objects.filter(pk=conversation.pk).update(updated_at=now)
    generation.conversation = conversation
    generation.position = conversation.generations.count()


def ring(generation_id: uuid.UUID | str, kind: str) -> bool:
    """Tell the workers of `kind` that the generation waits; False when the broker is away."""
    try:
        current_app.send_task(TASK, args=(str(generation_id),), queue=kind, retry=False)
    except (OperationalError, redis.RedisError, OSError):
        logger.warning("The broker is away; generation %s waits for the sweeper.", generation_id)
        return False
    return True


def cancel(generation: Generation) -> None:
    """Stop a generation: at once if it still waits, within two of the engine's steps if it runs, else nothing.

    Raises redis.RedisError when it runs and the broker is away.
    """
    if generation.is_final:
        return
    if generation.cancel():
        stream.end(generation)
        return
    # It runs, or was claimed a moment ago: the worker looks at this key with every write.
    connection.client().set(connection.cancel_key(generation.pk), 1, ex=settings.EVENTS_SECONDS)
