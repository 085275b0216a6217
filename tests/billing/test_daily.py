"""Jobs of the day: one machine of many begins each."""

from datetime import date, timedelta

import pytest

from billing import daily
from tests.billing.racers import begin_daily
from tests.billing.world import World

DAY = date(2026, 11, 25)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_job_begins_once_a_day():
    assert [daily.once("reconcile", DAY) for _ in range(3)] == [True, False, False]
    assert daily.once("purge", DAY), "each job has days of its own"
    assert daily.once("reconcile", DAY + timedelta(days=1))


def test_one_of_many_machines_begins_it(world: World):
    assert sum(world.race(*[(begin_daily, DAY)] * 6)) == 1
