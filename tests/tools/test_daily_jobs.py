"""The daily jobs inside a sweeper: once a day, beside its passes, and none stops another."""

from datetime import UTC, datetime

import pytest

from tools.work import daily
from tools.work.daily import Daily, Job

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(day, hour):
        monkeypatch.setattr(daily.timezone, "now", lambda: datetime(2026, 11, day, hour, 30, tzinfo=UTC))

    return set_clock


def passes(sweeper, count=3):
    """Some passes of a sweeper, and what it started done."""
    for _ in range(count):
        sweeper.start_due()
    if sweeper.thread:
        sweeper.thread.join(30)


def test_a_job_runs_once_a_day_on_one_of_many_machines(at):
    runs = []
    machines = [Daily((Job("count", 3, lambda: runs.append(1)),)) for _ in range(3)]
    for day, hour, so_far in [(25, 2, 0), (25, 3, 1), (25, 9, 1), (26, 2, 1), (26, 23, 2)]:
        at(day, hour)
        for machine in machines:
            passes(machine)
        assert len(runs) == so_far, (day, hour)


def test_a_job_that_fails_stops_no_other(at, caplog):
    runs = []

    def broken():
        raise RuntimeError("no luck")

    at(25, 5)
    passes(Daily((Job("broken", 3, broken), Job("count", 3, lambda: runs.append(1)))))
    assert runs == [1]
    assert "Daily broken failed." in caplog.text


def test_where_nothing_is_sold_there_is_nothing_to_reconcile(at, caplog):
    at(25, 5)
    with caplog.at_level("INFO"):
        passes(Daily())
    assert "Buying is switched off." in caplog.text
