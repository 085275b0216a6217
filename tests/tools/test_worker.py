"""A worker process, and what becomes of its work when it is killed, told to end, or handed poison.

The engine is scripted (tests/tools/scripted.py), so that a test can kill at a known moment; test_real_worker.py
does the same with a real model.
"""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from billing import ledger
from tests.tools.running import (
    VISITOR,
    ask,
    events_of,
    final,
    process,
    scripted_worker,
    state,
    sweeper,
    types_of,
)
from tests.tools.scripted import ScriptedEngine
from tests.valkey import Valkey
from tests.waiting import until
from tools import generations
from tools.models import MAX_ATTEMPTS, Generation
from tools.streams.connection import client, reader_key
from tools.work import recovery
from tools.work.readiness import workers
from tools.work.worker import Worker

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _in_the_house(house: Valkey) -> None:
    """With a broker, short leases, and books that must balance at the end."""


def tokens_left() -> int:
    return ledger.balance(VISITOR).available


def has_text(generation: Generation) -> bool:
    return "delta" in types_of(generation)


def test_a_run_tells_its_story_and_settles() -> None:
    with scripted_worker():
        generation = ask("words=3")
        assert final(generation) == "succeeded"
        until(lambda: types_of(generation) == ["started", "delta", "choice", "done"])
    assert events_of(generation)[1:] == [
        ("delta", {"index": 0, "text": "word0 word1 word2 "}),
        ("choice", {"index": 0, "finish_reason": "stop"}),
        (
            "done",
            {
                "state": "succeeded",
                "finish_reasons": ["stop"],
                "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
                "receipt": {"held": 500, "charged": 100, "free": 100, "bought": 0},
            },
        ),
    ]
    assert tokens_left() == 2_400


def test_delivered_five_times_at_once_it_runs_once() -> None:
    worker = Worker("text")
    engine = ScriptedEngine()
    generation = ask("words=5 pause=0.02")
    worker.engines[generation.model] = engine
    together = threading.Barrier(5)

    def deliver(_: int) -> None:
        together.wait()
        try:
            worker.run(str(generation.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(deliver, range(5)))
    assert engine.runs == [str(generation.pk)]
    assert (state(generation), generation.attempt) == ("succeeded", 1)
    assert tokens_left() == 2_400


def test_five_doorbells_for_two_workers_make_one_run() -> None:
    with scripted_worker(), scripted_worker():
        generation = ask("words=5 pause=0.05")
        for _ in range(4):
            generations.ring(generation.pk, "text")
        assert final(generation) == "succeeded"
        until(lambda: types_of(generation) == ["started", "delta", "choice", "done"])
    assert generation.attempt == 1


def test_killed_after_text_was_shown_it_ends_in_an_error_and_costs_nothing() -> None:
    with sweeper():
        with scripted_worker() as worker:
            generation = ask("words=200 pause=0.05")
            until(lambda: has_text(generation))
            worker.kill()
        assert final(generation) == "failed"
        until(lambda: types_of(generation)[-1] == "error")
    error = {"code": "worker_lost", "message": recovery.LOST, "charged": 0}
    assert events_of(generation)[-1] == ("error", error)
    assert tokens_left() == 2_500


def test_killed_before_anything_was_shown_it_starts_afresh_and_succeeds() -> None:
    with sweeper():
        with scripted_worker() as worker:
            generation = ask("silent=3 words=3")
            until(lambda: types_of(generation) == ["started"])
            worker.kill()
        with scripted_worker():
            assert final(generation) == "succeeded"
            until(lambda: types_of(generation) == ["started", "started", "delta", "choice", "done"])
    assert generation.attempt == 2
    assert tokens_left() == 2_400


def test_poison_ends_failed_after_three_attempts_and_costs_nothing() -> None:
    with sweeper():
        for attempt in (1, 2, 3):
            with scripted_worker() as worker:
                if attempt == 1:
                    generation = ask("abort")
                until(worker.died)
        assert final(generation) == "failed"
    assert (generation.attempt, generation.error_message) == (3, recovery.POISON)
    assert tokens_left() == 2_500


def test_told_to_end_it_lets_a_short_run_finish() -> None:
    with scripted_worker() as worker:
        generation = ask("words=10 pause=0.1")
        until(lambda: has_text(generation))
        assert worker.stop() == 0
        assert state(generation) == "succeeded"
        assert types_of(generation)[-1] == "done"


def test_told_to_end_it_ends_a_long_run_in_an_error_within_ten_seconds() -> None:
    with scripted_worker() as worker:
        generation = ask("words=2000 pause=0.1")
        until(lambda: has_text(generation))
        assert worker.stop(10) == 0
        assert (state(generation), generation.error_code) == ("failed", "worker_stopped")
        assert types_of(generation)[-1] == "error"
    assert tokens_left() == 2_500


def test_told_to_end_it_hands_back_a_run_that_showed_nothing() -> None:
    with scripted_worker() as worker:
        generation = ask("silent=8 words=1")
        until(lambda: state(generation) == "running")
        assert worker.stop(10) == 0
        assert state(generation) == "queued"
    with scripted_worker():
        until(lambda: state(generation) == "running", 2)  # the bell was rung: no sweeper runs here
        generations.cancel(generation)
        final(generation)


def test_cancelling_stops_the_run_and_charges_what_was_made() -> None:
    with scripted_worker():
        generation = ask("words=2000 pause=0.05")
        until(lambda: has_text(generation))
        generations.cancel(Generation.objects.get(pk=generation.pk))
        asked = time.monotonic()
        assert final(generation) == "cancelled"
        assert time.monotonic() - asked < 1
        until(lambda: types_of(generation)[-1] == "done")
    assert events_of(generation)[-1][1]["state"] == "cancelled"
    assert generation.charged == 100


def test_cancelling_before_anything_was_made_costs_nothing() -> None:
    with scripted_worker():
        generation = ask("silent=20")
        until(lambda: state(generation) == "running")
        generations.cancel(generation)
        assert final(generation) == "cancelled"
    assert tokens_left() == 2_500


def test_what_nobody_reads_is_stopped(settings: Any) -> None:
    settings.READER_SECONDS = 1
    with scripted_worker():
        generation = ask("words=2000 pause=0.05")
        assert final(generation, 10) == "cancelled"
    assert generation.charged >= 100


def test_what_somebody_reads_goes_on(settings: Any) -> None:
    settings.READER_SECONDS = 1
    with scripted_worker():
        generation = ask("words=60 pause=0.05")
        until(
            lambda: client().set(reader_key(generation.pk), 1, ex=1) and state(generation) not in ("queued", "running")
        )
    assert generation.state == "succeeded"


def test_an_engines_error_is_shown_and_costs_nothing() -> None:
    with scripted_worker():
        generation = ask("words=2 fail")
        assert final(generation) == "failed"
    assert (generation.error_code, generation.error_message) == ("engine_error", "The model fell over.")
    assert tokens_left() == 2_500


def test_a_worker_whose_engine_broke_hands_back_its_run_and_ends() -> None:
    with scripted_worker() as worker:
        generation = ask("break")
        until(worker.died)
    assert (state(generation), generation.attempt) == ("queued", 1)
    Generation.objects.filter(pk=generation.pk).update(attempt=MAX_ATTEMPTS - 1)
    with scripted_worker() as worker:
        until(worker.died)
    assert state(generation) == "failed"
    assert tokens_left() == 2_500


def test_a_paused_worker_loses_its_lease_and_writes_nothing_when_it_wakes() -> None:
    with sweeper(), scripted_worker() as worker:
        generation = ask("silent=1 words=3")
        until(lambda: state(generation) == "running")
        os.kill(worker.pid, signal.SIGSTOP)
        until(lambda: state(generation) == "queued")
        os.kill(worker.pid, signal.SIGCONT)
        assert final(generation) == "succeeded"
        until(lambda: types_of(generation)[-1] == "done")
    assert generation.attempt == 2
    assert types_of(generation).count("done") == 1
    assert tokens_left() == 2_400


def test_a_worker_whose_model_cannot_load_says_which_and_why(settings: Any, tmp_path: Any) -> None:
    settings.MODELS_DIR = tmp_path / "models"
    settings.MODELS_DIR.write_text("A file where the folder of the weights should be.")
    with process("manage.py", "runworker", "text", "--skip-checks"):
        broken = until(lambda: [one for one in workers().get("text", []) if one["state"] == "broken"], 60)
    assert "smollm2-135m-instruct" in broken[0]["detail"]
