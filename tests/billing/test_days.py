"""The day's turn: what a UTC day grants, what it leaves, and holds that live through midnight."""

from datetime import UTC, datetime, timedelta, timezone
from datetime import date as Date

import pytest
import time_machine

from billing import ledger, sweeping
from billing.days import next_reset, utc_day
from billing.models import Account, Transfer

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]
EVENING = datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "day", "reset"),
    [
        (EVENING, Date(2026, 3, 28), MIDNIGHT),
        (MIDNIGHT, Date(2026, 3, 29), MIDNIGHT + timedelta(days=1)),
        # 01:30 in Berlin, on the day its clocks go forward, is still yesterday for us.
        (datetime(2026, 3, 29, 0, 30, tzinfo=timezone(timedelta(hours=1))), Date(2026, 3, 28), MIDNIGHT),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), Date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_turns_at_midnight_utc(now, day, reset):
    assert utc_day(now) == day
    assert next_reset(now) == reset


def test_the_allowance_is_full_again_after_midnight(visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 2_500, reference="a", seconds=600)
        ledger.settle("a", 2_500)
        assert ledger.balance(visitor).free == 0
        assert ledger.balance(visitor).resets_at == MIDNIGHT
        clock.shift(1)
        assert ledger.balance(visitor).free == 2_500
        assert ledger.hold(visitor, 2_500, reference="b", seconds=600).free == 2_500


def test_a_days_allowance_is_granted_once(visitor):
    for number in range(3):
        ledger.hold(visitor, 10, reference=str(number), seconds=60)
    assert Transfer.objects.filter(kind="grant").count() == 1


def test_a_hold_made_before_midnight_is_charged_to_its_own_day(visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 2_000, reference="a", seconds=600)
        clock.shift(2)
        ledger.hold(visitor, 2_500, reference="b", seconds=600)
        assert ledger.balance(visitor).held == 4_500
        ledger.settle("a", 1_500)
        assert (ledger.balance(visitor).free, ledger.balance(visitor).held) == (0, 2_500)
        assert Account.objects.get(day="2026-03-28").posted == 1_000


def test_what_yesterday_leaves_is_not_spendable_today(visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 100, reference="a", seconds=600)
        clock.shift(2)
        ledger.release("a")
        assert ledger.balance(visitor).available == 2_500


def test_bought_tokens_outlive_the_day(account, user):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.buy(user, 700, reference="cs_1")
        clock.shift(86_400 * 400)
        assert ledger.balance(account).bought == 700
        assert ledger.close_days() == 0


def test_closing_a_day_takes_its_leftovers_away(visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 600, reference="a", seconds=600)
        ledger.settle("a", 600)
        clock.shift(7_200)
        assert ledger.close_days() == 1
        assert ledger.close_days() == 0
    assert Account.objects.get(kind="daily").posted == 0
    assert Transfer.objects.get(kind="close").amount == 1_900


def test_the_running_day_and_the_hour_after_midnight_are_not_closed(visitor):
    """Clocks of several machines differ; what one calls yesterday is another's today for a moment."""
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 600, reference="a", seconds=600)
        ledger.release("a")
        assert ledger.close_days() == 0
        clock.shift(60)
        assert ledger.close_days() == 0


def test_a_day_with_an_open_hold_is_closed_after_the_hold_is_resolved(visitor):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 600, reference="a", seconds=600)
        clock.shift(7_200)
        assert ledger.close_days() == 0
        ledger.settle("a", 500)
        assert ledger.close_days() == 1
    assert Transfer.objects.get(kind="close").amount == 2_000


def test_a_day_on_which_another_clock_still_holds_is_not_closed(visitor, monkeypatch):
    """The sweep lists days without open holds and only then closes them, one by one."""
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(visitor, 600, reference="a", seconds=600)
        ledger.release("a")
        clock.shift(7_200)
        close = sweeping._close

        def close_after_a_hold(account_id: int) -> bool:
            clock.move_to(EVENING)
            ledger.hold(visitor, 100, reference="late", seconds=60)
            return close(account_id)

        monkeypatch.setattr(sweeping, "_close", close_after_a_hold)
        assert ledger.close_days() == 0
    assert Account.objects.get(kind="daily").posted == 2_500
