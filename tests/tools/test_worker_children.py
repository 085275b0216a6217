"""Image and speech workers: the model is in a child that may be killed, and what it ran ends cleanly at once."""

import os
import signal
from typing import Any

import psutil
import pytest

from billing import ledger
from tests.tools.running import VISITOR, ask, events_of, final, ready, scripted_worker, state, types_of
from tests.tools.scripted import PICTURE
from tests.valkey import Valkey
from tests.waiting import is_dead, until
from tools import generations
from tools.models import FileUse, StoredFile

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _in_the_house(house: Valkey, settings: Any, tmp_path: Any) -> None:
    """With a broker and books that must balance at the end. No sweeper runs, and leases outlast the test."""
    settings.LEASE_SECONDS = 60


def model_process() -> int:
    (pid,) = until(lambda: ready("image"))
    return pid


def test_a_picture_is_kept_with_its_run_and_told_of() -> None:
    with scripted_worker("image"):
        generation = ask("words=1 draw", kind="image")
        assert final(generation) == "succeeded"
        until(lambda: types_of(generation)[-1] == "done")
    (choice,) = generation.output["choices"]
    file = StoredFile.objects.of(VISITOR).get(pk=choice["file"])
    assert (file.kind, file.width, file.content()) == ("image", 1, PICTURE)
    assert FileUse.objects.get(file=file).generation == generation
    told = dict(events_of(generation))["choice"]
    assert told == {"index": 0, "finish_reason": "stop", "width": 1, "height": 1, "file": file.pk}


@pytest.mark.slow
def test_a_killed_child_ends_what_it_had_shown_and_the_next_run_goes_on() -> None:
    before = ledger.balance(VISITOR).available
    with scripted_worker("image") as worker:
        first = model_process()
        assert psutil.Process(first).ppid() == worker.pid
        shown, waiting = ask("words=1000 pause=0.05", kind="image"), ask("words=2", kind="image")
        until(lambda: "delta" in types_of(shown))
        os.kill(first, signal.SIGKILL)
        assert final(shown) == "failed"
        assert shown.error_code == "worker_lost"
        until(lambda: types_of(shown)[-1] == "error")
        assert final(waiting) == "succeeded"
        assert model_process() != first
    assert ledger.balance(VISITOR).available == before - waiting.charged


@pytest.mark.slow
def test_what_kills_each_child_ends_and_gives_its_tokens_back() -> None:
    before = ledger.balance(VISITOR).available
    with scripted_worker("image"):
        poison = ask("abort", kind="image")
        assert final(poison, 60) == "failed"
        assert (poison.error_code, poison.attempt) == ("worker_lost", 3)
        assert ledger.balance(VISITOR).available == before
        after = ask("words=1", kind="image")
        assert final(after) == "succeeded"


@pytest.mark.slow
def test_what_never_ends_is_ended(settings: Any) -> None:
    settings.RUN_SECONDS = 1.5
    with scripted_worker("image"):
        stuck, after = ask("hang", kind="image"), ask("words=1", kind="image")
        assert final(stuck, 60) == "failed"
        assert (stuck.error_code, stuck.charged) == ("timeout", 0)
        assert final(after) == "succeeded"


@pytest.mark.slow
def test_it_stops_within_seconds_and_hands_back_what_it_ran() -> None:
    with scripted_worker("image") as worker:
        running = ask("silent=60 words=1", kind="image")
        until(lambda: state(running) == "running")
        child = model_process()
        assert worker.stop(10) == 0
        assert not psutil.pid_exists(child)
        assert state(running) == "queued"
    generations.cancel(running)


def test_a_parent_that_is_killed_takes_its_child_along() -> None:
    with scripted_worker("image") as worker:
        child = model_process()
        worker.kill()
        until(lambda: is_dead(child), 5)
