"""A database that is busy, full or gives a transaction up: an error comes out, and nothing half done is left."""

from pathlib import Path

import pytest
from django.db import OperationalError, transaction

from billing.conflicts import DELAYS, retry_conflicts
from tests.billing import faults, racers
from tests.billing.world import DAILY, World, postgresql_world


def test_a_busy_database_is_an_operational_error_and_nothing_is_charged(world: World, tmp_path: Path):
    world.run(racers.hold_one, "a", 300, "open")
    before = world.run(racers.books, "a")
    flag = str(tmp_path / "busy")
    _, errors = world.race((faults.keep_busy, flag), (faults.try_while_busy, flag))
    assert set(errors) == {"hold", "settle", "release", "expire"}
    assert all("lock" in error for error in errors.values()), errors
    assert world.run(racers.books, "a") == before
    assert before["held"] == 300


def test_a_full_disk_is_an_operational_error_and_leaves_no_half_rows(sqlite_template: World, tmp_path: Path):
    """Full means here that the file may not grow; PostgreSQL's own volumes are its own tests' matter."""
    holds, message, refused, wrong = sqlite_template.copy(tmp_path).run(faults.hold_until_full, 20)
    assert "full" in message
    assert holds > 10
    assert (refused, wrong) == ((DAILY, 0, 0), [])


class Conflict(Exception):
    sqlstate = "40P01"


def failing(times: int, cause: Exception) -> tuple[list[int], object]:
    """A transaction that fails that many times, and the list of its tries."""
    tries: list[int] = []

    @retry_conflicts
    def run() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise OperationalError("given up") from cause
        return "done"

    return tries, run


def test_a_deadlock_is_tried_again(transactional_db):
    tries, run = failing(2, Conflict())
    assert run() == "done"
    assert len(tries) == 3


def test_a_deadlock_that_comes_back_every_time_comes_out_at_last(transactional_db, monkeypatch):
    monkeypatch.setattr("billing.conflicts.DELAYS", (0, 0))
    tries, run = failing(99, Conflict())
    with pytest.raises(OperationalError):
        run()
    assert len(tries) == 3 < len(DELAYS)


def test_in_a_callers_transaction_a_deadlock_is_the_callers(transactional_db):
    tries, run = failing(1, Conflict())
    with transaction.atomic(), pytest.raises(OperationalError):
        run()
    assert len(tries) == 1


def test_no_other_error_is_tried_again(transactional_db):
    tries, run = failing(1, ValueError("disk full"))
    with pytest.raises(OperationalError):
        run()
    assert len(tries) == 1


def test_two_that_wait_for_each_other_both_come_through(postgres_url: str, tmp_path: Path):
    """Each holds one purse and wants the other; PostgreSQL gives one up, and that one is, as a whole, run again."""
    world = postgresql_world(postgres_url, tmp_path)
    world.run(racers.hold_one, "a", 1, "first-a")
    world.run(racers.hold_one, "b", 1, "first-b")
    tries = world.race((faults.hold_both, "ab", str(world.folder)), (faults.hold_both, "ba", str(world.folder)))
    assert sum(tries) > 2, "one of them was run again"
    assert [world.run(racers.books, purse)["held"] for purse in "ab"] == [41, 41]
