"""All that one owner made goes: the tools' part of deleting an account."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import redis
from django.conf import settings

from tools.forgetting.burying import bury
from tools.forgetting.erasing import erase_conversations, erase_files, erase_generations
from tools.models import FINAL, Conversation, Generation, Share, StoredFile
from tools.streams.connection import cancel_key, client


class StillBusy(Exception):
    """Something of the owner's is in other hands at this moment; ask again."""


def forget_owner(owner: str, **kwargs: Any) -> None:
    """End what waits or runs, then delete it all, batch by batch. Raises StillBusy where something is left."""
    mine = Generation.objects.filter(owner=owner)
    for generation in mine.exclude(state__in=FINAL):
        _end(generation)
    conversations = Conversation.objects.filter(owner=owner)
    while erase_conversations(conversations):
        pass
    while erase_generations(mine):
        pass
    Share.objects.filter(owner=owner).delete()
    files = StoredFile.objects.filter(owner=owner)
    while erase_files(files.unused()):
        pass
    bury()
    if mine.exists() or conversations.exists() or files.exists():
        raise StillBusy(owner)


def _end(generation: Generation) -> None:
    """End it in the books; a worker that still runs it can write nothing more, and is told to stop."""
    if not generation.abandon():
        generation.refresh_from_db()  # it has just gone on from where we read it
        generation.abandon()
    with suppress(redis.RedisError, ValueError):  # then it stops where it writes next
        client().set(cancel_key(generation.pk), 1, ex=settings.EVENTS_SECONDS)
