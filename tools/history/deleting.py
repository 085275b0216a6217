"""Deleting entries for good. What still runs is stopped first, so that what it made is charged and no hold dangles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from django.db.models import Q
from redis.exceptions import RedisError

from tools import generations
from tools.forgetting.burying import bury
from tools.forgetting.erasing import erase_conversations, erase_generations
from tools.history.entry import Entry
from tools.models import FINAL, Conversation, Generation, Share

PATIENCE = 3  # seconds; a run that is told to stop does so within two steps of its engine
PAUSE = 0.1


class Deleted(NamedTuple):
    """How many entries went, and how many are still being stopped and stay for now."""

    gone: int
    left: int


def delete(entries: Sequence[Entry]) -> Deleted:
    """Stop what runs in the entries, then delete those that are over, with all that hangs on them."""
    conversations = [entry.row.pk for entry in entries if entry.is_conversation]
    singles = [entry.row.pk for entry in entries if not entry.is_conversation]
    _stop(_runs(conversations, singles))
    gone = 0
    while went := erase_conversations(Conversation.objects.filter(pk__in=conversations)):
        gone += went
    while went := erase_generations(Generation.objects.filter(pk__in=singles)):
        gone += went
    bury()
    left = Conversation.objects.filter(pk__in=conversations).count() + Generation.objects.filter(pk__in=singles).count()
    return Deleted(gone, left)


def shared_links(entries: Sequence[Entry]) -> int:
    """How many shared links go with the entries."""
    pks = [entry.row.pk for entry in entries]
    own = Q(conversation__in=pks) | Q(generation__in=pks) | Q(generation__conversation__in=pks)
    return Share.objects.live().filter(own).count()


def _runs(conversations: Sequence[object], singles: Sequence[object]) -> list[Generation]:
    rows = Generation.objects.filter(Q(conversation__in=conversations) | Q(pk__in=singles))
    return list(rows.exclude(state__in=FINAL))


def _stop(runs: Sequence[Generation]) -> None:
    """Cancel, and wait a moment for the workers. Where the broker is away, what runs goes on and stays."""
    with suppress(RedisError):
        for run in runs:
            generations.cancel(run)
    until = time.monotonic() + PATIENCE
    open_runs = Generation.objects.filter(pk__in=[run.pk for run in runs]).exclude(state__in=FINAL)
    while runs and open_runs.exists() and time.monotonic() < until:
        time.sleep(PAUSE)
