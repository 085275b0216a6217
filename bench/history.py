"""How long the history takes with 10,000 entries of one owner on SQLite: `python -m bench history`.

In a data folder of its own, that goes afterwards. Half of the entries are conversations of two turns; a turn has some
150 words, of 2,000 that are used as often as words are (the n-th one in n times as seldom).
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

ENTRIES = 10_000
ROUNDS = 100
VOCABULARY = 2_000
QUESTION, ANSWER = 30, 120  # words
BATCH = 500


def main(argv: Sequence[str]) -> int:
    """Print the median and the 95th percentile of the first page, a later one, and searches."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REWIND_DATA_DIR"] = folder
        os.environ["DATABASE_URL"] = ""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measure_all()
    return 0


def _measure_all() -> None:
    from accounts.identify import account_of
    from accounts.models import User
    from tools.history import entries, search
    from tools.history.entries import Filters, Place

    user = User.objects.create_user("bench@example.org")
    principal = account_of(user)
    vocabulary = [f"w{number:04}" for number in range(VOCABULARY)]
    began = time.perf_counter()
    _fill(principal.owner, vocabulary)
    print(f"{ENTRIES:,} entries written in {time.perf_counter() - began:.0f} s")

    def page(query: str, after: Place | None = None) -> Callable[[], object]:
        filters = Filters(words=search.asked(query))

        def run() -> object:
            found = entries.page(principal, filters, after).entries
            return [(entry.marked_name(filters.words), entry.snippet(filters.words)) for entry in found]

        return run

    rows = entries.page(principal, Filters(), size=ENTRIES // 2)
    print(f"\n{ROUNDS} rounds each (load {os.getloadavg()[0]:.1f}); ms\n")
    print(f"{'':<34}{'median':>8}{'95 %':>8}{'CPU':>8}")
    _measure("first page", page(""))
    _measure("the page in the middle", page("", Place.read(rows.older)))
    _measure("search: a word that is everywhere", page(vocabulary[0]))
    _measure("search: a word of some entries", page(vocabulary[500]))
    _measure("search: three words", page(" ".join(vocabulary[5:8])))
    _measure("search: a word that isn't there", page("nowhere"))


def _fill(owner: str, vocabulary: list[str]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tools.models import Conversation, Generation, State, Words

    dice = random.Random(7)  # the same words in every run
    weights = list(itertools.accumulate(1 / number for number in range(1, VOCABULARY + 1)))

    def said(count: int) -> str:
        return " ".join(dice.choices(vocabulary, cum_weights=weights, k=count))

    def run(at: Any, conversation: Any = None, position: int = 0) -> Any:
        return Generation(
            owner=owner,
            tool="chat",
            kind="text",
            model="smollm2-135m-instruct",
            source="page",
            inputs={"messages": [{"role": "user", "content": said(QUESTION)}]},
            output={"choices": [{"text": said(ANSWER), "finish_reason": "stop"}]},
            state=State.SUCCEEDED,
            held=500,
            charged=150,
            conversation=conversation,
            position=position,
            created_at=at,
            finished_at=at,
        )

    now = timezone.now()
    for first in range(0, ENTRIES, BATCH):
        times = [now - timedelta(minutes=number) for number in range(first, first + BATCH)]
        talks = [Conversation(owner=owner, title=said(6), created_at=at, updated_at=at) for at in times[::2]]
        runs = [run(at) for at in times[1::2]]
        runs += [run(talk.updated_at, talk, position) for talk in talks for position in (0, 1)]
        with transaction.atomic():
            Conversation.objects.bulk_create(talks)
            Generation.objects.bulk_create(runs)
            Words.objects.bulk_create([Words.of(one) for one in runs])


def _measure(name: str, run: Callable[[], object]) -> None:
    """Print one line; the CPU time is the mean."""
    took = []
    busy = time.process_time()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        took.append(1e3 * (time.perf_counter() - began))
    busy = 1e3 * (time.process_time() - busy) / ROUNDS
    took.sort()
    print(f"{name:<34}{statistics.median(took):>8.1f}{took[int(len(took) * 0.95)]:>8.1f}{busy:>8.1f}", flush=True)
