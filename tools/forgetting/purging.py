"""One run of the purge, and the list of what it would take. Any number of machines may purge at the same time."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts import forgetting
from tools.forgetting import due, media
from tools.forgetting.burying import bury
from tools.forgetting.erasing import BATCH, erase_conversations, erase_files, erase_generations
from tools.models import StoredFile

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doomed:
    """One row that a run would take. `owner` is the kind of its owner alone: "visitor", "address", "user" or "".

    An entry's age is the time since its last activity, a file's since it came, another row's the time since it ended.
    """

    kind: str
    id: str
    owner: str
    age: datetime.timedelta

    def __str__(self) -> str:
        minutes = int(self.age.total_seconds()) // 60
        return f"{self.kind} {self.id} {self.owner or '-'} {minutes // 1440}d {minutes // 60 % 24}h {minutes % 60}m"


def doomed() -> Iterator[Doomed]:
    """What a run would take now, row by row, with the turns of each conversation below it."""
    now = timezone.now()
    for user in forgetting.left_behind(now):
        yield Doomed("account", str(user.pk), "user", now - (user.leaving_since or now))
    for conversation in due.conversations(now).order_by("pk").iterator(BATCH):
        yield _doomed("conversation", conversation, now - conversation.activity)
        for turn in conversation.generations.order_by("position", "created_at"):
            yield _doomed("generation", turn, now - conversation.activity)
    for generation in due.generations(now).order_by("pk").iterator(BATCH):
        yield _doomed("generation", generation, now - generation.activity)
    for file in due.files(now).order_by("pk").iterator(BATCH):
        yield _doomed("file", file, now - file.created_at)
    for leftover in due.leftovers(now):
        for row in leftover.rows.order_by("pk").iterator(BATCH):
            yield _doomed(leftover.kind, row, now - getattr(row, leftover.since))


def purge() -> Counter[str]:
    """Take all that is due, batch by batch, each in a transaction of its own; how many went, by kind.

    Then what was deleted, here or by its owner, goes from the files too (`media`). Raises DatabaseError; the next run
    takes the rest.
    """
    now = timezone.now()
    taken: Counter[str] = Counter()
    taken["accounts"] = _finish_accounts(now)
    taken["conversations"] = _all(lambda: erase_conversations(due.conversations(now)))
    taken["generations"] = _all(lambda: erase_generations(due.generations(now)))
    _all(lambda: erase_files(StoredFile.objects.due(now)))
    taken["files"] = bury()
    for leftover in due.leftovers(now):
        taken[f"{leftover.kind}s"] = _all(partial(_delete, leftover.rows))
    media.wipe()
    return taken


def _finish_accounts(now: datetime.datetime) -> int:
    """Finish what a deletion of an account left behind; one that fails must not keep the rest from being purged."""
    finished = 0
    for user in forgetting.left_behind(now):
        try:
            forgetting.finish(user)
            finished += 1
        except Exception:
            logger.exception("Account %s can't be deleted yet.", user.pk)
    try:
        forgetting.forget_the_late(now)
    except Exception:
        logger.exception("What turned up of deleted accounts can't be deleted yet.")
    return finished


def _all(batch: Callable[[], int]) -> int:
    """Run `batch` until it takes nothing more: what others hold is left to them, or to the next run."""
    total = 0
    while taken := batch():
        total += taken
    return total


def _delete(rows: QuerySet) -> int:
    with transaction.atomic():
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        rows.model.objects.filter(pk__in=ids).delete()
    return len(ids)


def _doomed(kind: str, row: Model, age: datetime.timedelta) -> Doomed:
    owner = getattr(row, "owner", "").partition(":")[0]
    return Doomed(kind, str(row.pk), owner, age)
