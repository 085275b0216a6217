"""What got lost is found again, once, however many sweepers run; and the end of the broker loses nothing."""

import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.principal import Principal
from billing import ledger
from tests.tools.running import VISITOR, ask, final, scripted_worker, state, sweeper, types_of
from tests.valkey import Valkey
from tests.waiting import until
from tools import generations
from tools.models import MAX_ATTEMPTS, Generation
from tools.work.sweeper import sweep

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _in_the_house(house: Valkey) -> None:
    """With a broker, short times, and books that must balance at the end."""


def somebody(number: int) -> Principal:
    return Principal("visitor", f"visitor:{number}", f"address:{number}")


def backdate(generation: Generation, **fields: float) -> None:
    """Move some of its times so many seconds into the past."""
    now = timezone.now()
    values = {name: now - datetime.timedelta(seconds=seconds) for name, seconds in fields.items()}
    Generation.objects.filter(pk=generation.pk).update(**values)


def lost(worker: str = "worker-a") -> Generation:
    """A generation whose worker died just now."""
    generation = Generation.objects.claim(ask("").pk, worker)
    assert generation is not None
    backdate(generation, lease_until=1)
    return generation


def test_queued_work_survives_a_killed_and_restarted_broker(broker: Valkey) -> None:
    waiting = [ask("words=2", somebody(number)) for number in range(5)]
    broker.wait_until_on_disk()
    broker.kill()
    broker.start()
    with scripted_worker():
        assert [final(generation) for generation in waiting] == ["succeeded"] * 5


def test_queued_work_survives_a_broker_that_lost_everything(broker: Valkey) -> None:
    waiting = [ask("words=2", somebody(number)) for number in range(5)]
    broker.client.flushall()
    with scripted_worker(), sweeper():
        assert [final(generation) for generation in waiting] == ["succeeded"] * 5


def test_a_worker_goes_on_after_the_broker_was_killed_and_restarted(broker: Valkey) -> None:
    with scripted_worker(), sweeper():
        running = ask("words=100 pause=0.03", somebody(1))
        until(lambda: "delta" in types_of(running))
        broker.kill()
        while_away = ask("words=2", somebody(2))
        time.sleep(0.5)
        broker.start()
        after = ask("words=2", somebody(3))
        assert final(running, 20) == "succeeded"
        assert final(while_away, 30) == "succeeded"
        assert final(after, 30) == "succeeded"
        until(lambda: types_of(running)[-1] == "done")


def test_starting_while_the_broker_is_away_is_quick_and_the_row_waits(broker: Valkey) -> None:
    broker.kill()
    before = time.perf_counter()
    generation = ask("words=2")
    assert time.perf_counter() - before < 2
    assert state(generation) == "queued"
    assert ledger.balance(VISITOR).held == 500
    broker.start()
    with scripted_worker(), sweeper():
        assert final(generation) == "succeeded"


def test_cancelling_what_waits_needs_no_broker(broker: Valkey) -> None:
    generation = ask("")
    broker.kill()
    generations.cancel(generation)
    assert state(generation) == "cancelled"
    broker.start()


def test_what_was_rung_lately_is_left_alone(broker: Valkey, settings: Any) -> None:
    settings.RING_SECONDS = 60  # far longer than this test
    ask("")
    broker.client.delete("text")
    assert sweep().rung == 0


def test_what_nobody_took_is_rung_again_once_by_many_sweepers(broker: Valkey, settings: Any) -> None:
    settings.RING_SECONDS = 60  # far longer than this test
    rows = [ask("", somebody(number)) for number in range(6)]
    broker.client.delete("text")
    for row in rows:
        backdate(row, rung_at=120)
    together = threading.Barrier(4)

    def one_pass(_: int) -> int:
        together.wait()
        try:
            return sweep().rung
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one_pass, range(4))) == 6
    assert broker.client.llen("text") == 6


def test_a_long_queue_is_not_rung_for_while_its_messages_are_there(broker: Valkey) -> None:
    rows = [ask("", somebody(number)) for number in range(6)]
    for row in rows:
        backdate(row, rung_at=5)
    assert sweep().rung == 0
    assert broker.client.llen("text") == 6


def test_a_lost_run_is_recovered_once_by_many_sweepers() -> None:
    generation = lost()
    together = threading.Barrier(4)

    def one_pass(_: int) -> int:
        together.wait()
        try:
            return sweep().recovered
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one_pass, range(4))) == 1
    assert state(generation) == "queued"


def test_a_lost_run_that_the_row_says_was_shown_ends_in_an_error() -> None:
    generation = lost()
    assert Generation.objects.get(pk=generation.pk).show()
    sweep()
    assert (state(generation), generation.error_code) == ("failed", "worker_lost")
    assert types_of(generation) == ["error"]
    assert ledger.balance(VISITOR).available == 2_500


def test_a_lost_run_with_no_attempts_left_ends_in_an_error() -> None:
    generation = lost()
    Generation.objects.filter(pk=generation.pk).update(attempt=MAX_ATTEMPTS)
    sweep()
    assert state(generation) == "failed"
    assert ledger.balance(VISITOR).available == 2_500


def test_a_lost_run_waits_while_the_broker_is_away_and_nobody_knows_what_was_shown(broker: Valkey) -> None:
    generation = lost()
    broker.kill()
    assert sweep().recovered == 0
    assert state(generation) == "running"
    broker.start()
    assert sweep().recovered == 1


def test_what_waited_too_long_ends_in_an_error_and_costs_nothing(settings: Any) -> None:
    generation = ask("")
    backdate(generation, created_at=settings.HOLD_SECONDS)
    assert sweep().expired == 1
    assert (state(generation), generation.error_code) == ("failed", "waited_too_long")
    assert ledger.balance(VISITOR).available == 2_500


def test_holds_expire_in_a_pass() -> None:
    ledger.hold(VISITOR, 300, reference="forgotten", seconds=-1)
    assert sweep().holds == 1
    assert ledger.balance(VISITOR).available == 2_500


def test_one_pass_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep", "--once")
    assert "rung=0" in capsys.readouterr().out


def test_the_sweeper_ends_at_once_when_told_to() -> None:
    ledger.hold(VISITOR, 300, reference="forgotten", seconds=-1)
    with sweeper() as running:
        until(lambda: ledger.balance(VISITOR).held == 0)
        assert running.stop(5) == 0
