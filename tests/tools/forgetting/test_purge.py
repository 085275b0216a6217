"""What the purge takes, what it keeps, and that it lists exactly what it takes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from billing.shop.models import StripeEvent
from tests.tools.forgetting.made import DAY, HOUR, conversation, generation, share
from tools.forgetting import erasing
from tools.forgetting.purging import doomed, purge
from tools.models import Conversation, Generation, Share, Words
from tools.streams.connection import cancel_key, events_key, reader_key

NOON = "2026-03-01T12:00:00Z"
SECOND = timedelta(seconds=1)
pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def clock(broker, storage):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def command(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_kind_of_owner_keeps_its_things_for_its_time_and_not_a_second_longer():
    borders = {"visitor:a": DAY, "address:b": DAY, "user:1": 30 * DAY}
    kept, over = [], []
    for owner, border in borders.items():
        kept += [generation(owner, border - SECOND), conversation(owner, border - SECOND)]
        over += [generation(owner, border), conversation(owner, border)]
    purge()
    left = set(Generation.objects.filter(conversation=None)) | set(Conversation.objects.all())
    assert left == set(kept)
    assert Generation.objects.exclude(conversation=None).count() == 2 * 3
    assert Words.objects.count() == Generation.objects.count()


def test_the_times_are_settings(settings):
    settings.VISITOR_HOURS, settings.HISTORY_DAYS = 1, 2
    generation("visitor:a", HOUR)
    generation("user:1", 2 * DAY)
    kept = generation("user:1", DAY)
    purge()
    assert list(Generation.objects.all()) == [kept]


def test_what_is_saved_or_has_a_live_link_stays():
    now = timezone.now()
    kept = [
        generation("user:1", 90 * DAY, saved_at=now),
        generation("user:1", 90 * DAY),
        generation("visitor:a", 2 * DAY),
        conversation("user:1", 90 * DAY, saved_at=now),
        conversation("user:1", 90 * DAY),
        conversation("user:1", 90 * DAY),
    ]
    for shared in (kept[1], kept[4]):
        share(shared)
    share(kept[2], now + SECOND)
    share(kept[5].generations.first(), now + SECOND)
    purge()
    assert set(Generation.objects.filter(conversation=None)) | set(Conversation.objects.all()) == set(kept)
    assert Share.objects.count() == 4


def test_an_expired_link_keeps_nothing_and_goes_too():
    share(generation("user:1", 90 * DAY), timezone.now())
    share(generation("user:1"), timezone.now())
    purge()
    assert (Share.objects.count(), Generation.objects.count()) == (0, 1)


def test_a_conversation_that_goes_on_is_kept_whole():
    lively = conversation("visitor:a", 3 * DAY)
    Conversation.objects.filter(pk=lively.pk).update(updated_at=timezone.now() - HOUR)
    purge()
    assert lively.generations.count() == 2


@pytest.mark.parametrize("state", ["queued", "running"])
def test_what_waits_or_runs_is_left_until_it_ends(state):
    alone = generation("visitor:a", 9 * DAY, state=state, finished_at=None)
    among = conversation("visitor:a", 9 * DAY)
    generation("visitor:a", 9 * DAY, state=state, finished_at=None, conversation=among, position=2)
    purge()
    assert Generation.objects.count() == 4
    Generation.objects.update(state="failed", finished_at=timezone.now())
    purge()
    assert list(Generation.objects.all()) == [alone]


def test_the_dry_run_lists_every_row_that_a_run_then_takes_and_takes_nothing():
    generation("user:1", 31 * DAY)
    conversation("visitor:a", 25 * HOUR)
    share(generation("user:1"), timezone.now() - HOUR)
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=timezone.now() - DAY)
    before = rows()
    listed = command("--dry-run")
    assert rows() == before
    assert sorted(line.split()[1] for line in listed) == sorted(before - kept_rows())
    assert {" ".join([line.split()[0], *line.split()[2:]]) for line in listed} == {
        "conversation visitor 1d 1h 0m",
        "generation visitor 1d 1h 0m",
        "generation user 31d 0h 0m",
        "share user 0d 1h 0m",
        "session - 1d 0h 0m",
    }
    purge()
    assert rows() == kept_rows()


def kept_rows() -> set[str]:
    """The only row of the test above that stays."""
    return {str(pk) for pk in Generation.objects.filter(finished_at=timezone.now()).values_list("pk", flat=True)}


def rows() -> set[str]:
    models = (Generation, Conversation, Share, Session)
    return {str(pk) for model in models for pk in model.objects.values_list("pk", flat=True)}


def test_right_after_a_purge_the_dry_run_lists_nothing_and_counts_are_told():
    for number in range(5):
        generation(f"visitor:{number}", 2 * DAY)
        conversation("user:1", 31 * DAY)
    assert "conversations: 5" in command()
    assert command("--dry-run") == []
    assert list(doomed()) == []


def test_expired_sessions_and_old_notes_of_payment_events_go():
    now = timezone.now()
    for key, ends in (("a", now), ("b", now + SECOND)):
        Session.objects.create(session_key=key * 32, session_data="", expire_date=ends)
    for name, handled in (("old", now - 90 * DAY), ("new", now - 89 * DAY), ("open", None)):
        StripeEvent.objects.create(id=name, type="t", created=now - 99 * DAY, handled_at=handled)
    purge()
    assert Session.objects.get().session_key == "b" * 32
    assert set(StripeEvent.objects.values_list("pk", flat=True)) == {"new", "open"}


def test_the_broker_forgets_the_streams(broker):
    gone, kept = generation("visitor:a", 2 * DAY), generation("visitor:a")
    for name in (events_key, cancel_key, reader_key):
        broker.client.set(name(gone.pk), 1)
        broker.client.set(name(kept.pk), 1)
    purge()
    assert set(broker.client.keys("gen:*")) == {name(kept.pk) for name in (events_key, cancel_key, reader_key)}


def test_without_a_broker_the_rows_go_all_the_same(broker):
    generation("visitor:a", 2 * DAY)
    broker.kill()
    purge()
    assert not Generation.objects.exists()
    broker.start()


def test_more_than_a_batch_goes_in_batches(monkeypatch):
    monkeypatch.setattr(erasing.erase_generations, "__defaults__", (3,))
    for number in range(10):
        generation(f"visitor:{number}", 2 * DAY)
    assert purge()["generations"] == 10
    assert not Generation.objects.exists()


def test_several_machines_that_purge_at_once_take_each_row_once():
    for number in range(30):
        generation(f"visitor:{number}", 2 * DAY)
        conversation(f"visitor:{number}", 2 * DAY, turns=1)
    together = threading.Barrier(4)

    def one(_: int) -> int:
        together.wait()
        try:
            taken = purge()
            return taken["generations"] + taken["conversations"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 60
    assert not Generation.objects.exists()
    assert not Conversation.objects.exists()
