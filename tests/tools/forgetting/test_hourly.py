"""The sweeper purges by itself."""

import pytest

from tests.tools.forgetting.made import DAY, generation
from tests.tools.running import sweeper
from tests.valkey import Valkey
from tests.waiting import until
from tools.models import Generation
from tools.work.hourly import SECONDS, Hourly


@pytest.mark.both_databases
def test_a_sweeper_purges_when_it_starts(house: Valkey) -> None:
    generation("visitor:a", 2 * DAY)
    kept = generation("visitor:a")
    with sweeper():
        until(lambda: list(Generation.objects.all()) == [kept])


def test_and_then_every_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("tools.work.hourly.time.monotonic", lambda: now[0])
    ran: list[float] = []
    monkeypatch.setattr("tools.work.hourly._purge", lambda: ran.append(now[0]))
    hourly = Hourly()
    for moment in (0.0, 1.0, SECONDS - 1.0, float(SECONDS), SECONDS + 1.0):
        now[0] = moment
        hourly.start_due()
        assert hourly.thread is not None
        hourly.thread.join()
    assert ran == [0.0, float(SECONDS)]
