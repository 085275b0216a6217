"""Signing in takes along what the visitor made and spent today; in and out makes no tokens."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from accounts.principal import Principal
from billing import ledger
from billing.models import Transfer
from tests.tools.persons import account, begin, end, free, sign_in, sign_out, spend, visitor
from tools.models import Conversation, Generation, Share, StoredFile

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
EVENING = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sound_books(db):
    yield
    assert ledger.verify() == []


@pytest.fixture
def ada(db) -> Principal:
    return account()


@pytest.fixture
def before() -> Principal:
    """ada's browser while nobody is signed in."""
    return visitor("ada")


def test_what_the_visitor_made_is_the_accounts_after_signing_in(ada, before, storage):
    talk = Conversation.objects.create(owner=before.owner)
    run = begin(before, 500, talk)
    share = Share.objects.create(owner=before.owner, generation=run, snapshot={})
    file = StoredFile.objects.store(b"x", "image/png", owner=before.owner, purse=before.purse, kind="image")
    neighbours = begin(visitor("eve"), 500)
    sign_in(before, ada)
    for thing in (talk, run, share, file):
        thing.refresh_from_db()
        assert thing.owner == ada.owner
    assert file.purse == ada.purse
    neighbours.refresh_from_db()
    assert neighbours.owner == "visitor:eve"


def test_what_belongs_to_an_address_stays_there(ada):
    script = Principal("visitor", "address:home", "address:home")
    run = spend(script, 500)
    sign_in(script, ada)
    run.refresh_from_db()
    assert (run.owner, free(ada)) == ("address:home", 5_000)


def test_what_was_spent_today_counts(ada, before):
    spend(before, 700)
    spend(before, 300)
    spend(visitor("eve"), 200)
    sign_in(before, ada)
    assert free(ada) == 4_000
    assert sorted(Transfer.objects.filter(kind="carry").values_list("amount", flat=True)) == [300, 700]


def test_it_counts_once_however_often_one_signs_in(ada, before):
    spend(before, 700)
    for _ in range(3):
        sign_in(before, ada)
        sign_out(ada, before)
    spend(before, 100)
    sign_in(before, ada)
    assert free(ada) == 4_200


def test_it_counts_once_also_for_the_next_account(ada, before):
    spend(before, 700)
    sign_in(before, ada)
    sign_out(ada, before)
    eve = account("eve@example.org")
    sign_in(before, eve)
    assert (free(ada), free(eve)) == (4_300, 5_000)


def test_what_was_spent_yesterday_does_not_count(ada, before):
    with time_machine.travel(EVENING, tick=False) as clock:
        old = spend(before, 700)
        clock.shift(timedelta(minutes=20))
        sign_in(before, ada)
        old.refresh_from_db()
        assert (old.owner, free(ada)) == (ada.owner, 5_000)


@pytest.mark.parametrize("charged", [0, 150, 700])
def test_a_run_that_goes_on_counts_whole_until_it_ends(ada, before, charged):
    run = begin(before, 700)
    sign_in(before, ada)
    assert free(ada) == 4_300
    end(run, charged)
    assert free(ada) == 5_000 - charged
    assert free(before) == 2_500 - charged


def test_a_run_that_a_worker_takes_after_signing_in_counts_too(ada, before):
    run = begin(before, 700)
    sign_in(before, ada)
    end(Generation.objects.get(pk=run.pk), 200)
    assert free(ada) == 4_800


def test_a_run_that_ends_after_midnight_changes_nothing_any_more(ada, before):
    with time_machine.travel(EVENING, tick=False) as clock:
        run = begin(before, 700)
        sign_in(before, ada)
        clock.shift(timedelta(minutes=20))
        end(run, 200)
        assert free(ada) == 5_000
        clock.shift(timedelta(days=1))
        ledger.close_days()


def test_a_run_whose_hold_has_expired_counts_nothing(ada, before):
    run = begin(before, 700)
    sign_in(before, ada)
    ledger.expire_holds(datetime.now(UTC) + timedelta(hours=1))
    end(run, 200)
    assert free(ada) == 5_000


def test_runs_of_the_account_itself_are_not_carried(ada, before):
    end(begin(ada, 700), 200)
    sign_in(before, ada)
    assert free(ada) == 4_800
    assert not Transfer.objects.filter(kind="carry").exists()


def test_bought_tokens_are_not_carried(ada, before):
    ledger.buy(ada.user, 10_000, reference="cs_1")
    spend(ada, 5_000)
    spend(ada, 3_000)
    sign_out(ada, before)
    assert (free(before), ledger.balance(ada).bought) == (0, 7_000)


def test_what_the_account_spent_counts_for_the_visitor_afterwards(ada, before):
    spend(ada, 1_000)
    sign_out(ada, before)
    assert free(before) == 1_500
    sign_in(before, ada)
    sign_out(ada, before)
    assert free(before) == 1_500
    sign_in(before, ada)
    spend(ada, 200)
    sign_out(ada, before)
    assert free(before) == 1_300


def test_what_the_visitor_spent_does_not_come_back_to_the_address_as_the_accounts(ada, before):
    spend(before, 1_000)
    sign_in(before, ada)
    sign_out(ada, before)
    assert (free(before), free(ada)) == (1_500, 4_000)


def test_at_another_address_it_counts_too(ada, before):
    spend(ada, 1_000)
    for place in ("home", "train", "home"):
        sign_out(ada, visitor("ada", place))
        assert free(visitor("ada", place)) == 1_500


def test_nothing_is_below_nothing(ada, before):
    spend(before, 2_500)
    spend(ada, 4_000)
    sign_in(before, ada)
    assert free(ada) == 0
    sign_out(ada, before)
    assert free(before) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_sign_ins_at_the_same_moment_one_takes_it(transactional_db):
    ada, eve, before = account(), account("eve@example.org"), visitor("ada")
    for _ in range(5):
        spend(before, 300)
    running = begin(before, 500)
    together = threading.Barrier(5)

    def join(into: Principal | None) -> None:
        try:
            together.wait()
            sign_in(before, into) if into else end(running, 200)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(join, [ada, eve, ada, eve, None]))
    assert free(ada) + free(eve) == 10_000 - 1_700
    owners = set(Generation.objects.values_list("owner", flat=True))
    assert len(owners) == 1
    assert {free(ada), free(eve)} == {5_000, 3_300}
