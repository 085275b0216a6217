"""The one way in which generations and conversations go, with all that hangs on them.

Their words and shares are rows that go with theirs; what the broker still has of their streams goes after the commit.
Files that no other run uses are doomed in the same transaction, and whoever erases then buries them (`burying.py`).
What waits or runs is left alone: a row that went under a worker's hands would leave its hold behind.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import redis
from django.db import models, transaction

from tools.models import FINAL, Conversation, Generation, StoredFile
from tools.streams.connection import cancel_key, client, events_key, reader_key

BATCH = 200  # rows that one transaction deletes

logger = logging.getLogger(__name__)


def erase_generations(rows: models.QuerySet[Generation], most: int = BATCH) -> int:
    """Delete those of `rows`, `most` of them at a time, that are over; how many went.

    Of a conversation only whole ones go (`erase_conversations`), for each turn holds the ones before it.
    """
    over = rows.filter(state__in=FINAL, conversation=None)
    with transaction.atomic():
        ids = _taken(over, most)
        transaction.on_commit(lambda: forget_streams(ids))
        _erase(Generation.objects.filter(pk__in=ids), models.Q(uses__generation__in=ids))
    return len(ids)


def erase_conversations(rows: models.QuerySet[Conversation], most: int = BATCH) -> int:
    """Delete those of `rows`, `most` of them at a time, in which nothing waits or runs; how many went."""
    unfinished = Generation.objects.filter(conversation=models.OuterRef("pk")).exclude(state__in=FINAL)
    with transaction.atomic():
        ids = _taken(rows.filter(~models.Exists(unfinished)), most)
        turns = list(Generation.objects.filter(conversation__in=ids).values_list("pk", flat=True))
        transaction.on_commit(lambda: forget_streams(turns))
        _erase(Conversation.objects.filter(pk__in=ids), models.Q(uses__generation__conversation__in=ids))
    return len(ids)


def erase_files(rows: models.QuerySet[StoredFile], most: int = BATCH) -> int:
    """Doom those of `rows`, `most` of them at a time, that no run uses; how many were."""
    with transaction.atomic():
        return StoredFile.objects.filter(pk__in=_taken(rows, most)).doom()


def _erase(rows: models.QuerySet[Any], used: models.Q) -> None:
    """Delete `rows`, and doom those of the files that they `used` that nothing else uses.

    The files are locked first: of two that delete a file's last two users at once, one sees that it was the last.
    """
    files = list(StoredFile.objects.filter(used).order_by("pk").values_list("pk", flat=True))
    locked = StoredFile.objects.filter(pk__in=files).order_by("pk").select_for_update()
    list(locked.values_list("pk", flat=True))
    rows.delete()
    StoredFile.objects.filter(pk__in=files).doom()


def forget_streams(generations: Iterable[UUID]) -> None:
    """Delete what the broker has of them; where it is away, its keys expire by themselves within the hour."""
    keys = [name(pk) for pk in generations for name in (events_key, cancel_key, reader_key)]
    try:
        for start in range(0, len(keys), BATCH):
            client().unlink(*keys[start : start + BATCH])
    except (redis.RedisError, ValueError):  # ValueError: there is no broker's address
        logger.warning("The broker is away; the streams of deleted generations go when their time is over.")


def _taken(rows: models.QuerySet[Any], most: int) -> list[Any]:
    """Ids of some of `rows`, locked, that are still among `rows` now that nobody else can change them.

    What others have locked is passed over: either somebody works on it, or it is being deleted already.
    """
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    locked = rows.model.objects.filter(pk__in=some).select_for_update(skip_locked=True).values_list("pk", flat=True)
    return list(rows.filter(pk__in=list(locked)).values_list("pk", flat=True))
