"""What becomes of a hold: settled, released or expired, one of them, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing import ledger, sweeping
from billing.errors import HoldResolved, UnknownHold
from billing.models import Hold, Transfer

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def later(seconds: int):
    return timezone.now() + timedelta(seconds=seconds)


def test_settling_charges_what_was_used_and_gives_back_the_rest(visitor):
    ledger.hold(visitor, 700, reference="g", seconds=60)
    receipt = ledger.settle("g", 120)
    assert receipt == ledger.Receipt(held=700, charged=120, free=120, bought=0)
    balance = ledger.balance(visitor)
    assert (balance.free, balance.held) == (2_380, 0)


def test_the_free_part_of_a_hold_is_charged_first(account, user):
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.hold(account, 4_900, reference="a", seconds=60)
    ledger.hold(account, 600, reference="b", seconds=60)
    assert ledger.settle("b", 150) == ledger.Receipt(600, 150, free=100, bought=50)
    assert ledger.balance(account).bought == 950


def test_bought_tokens_are_untouched_while_the_free_part_suffices(account, user):
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.hold(account, 5_500, reference="a", seconds=60)
    assert ledger.settle("a", 5_000) == ledger.Receipt(5_500, 5_000, free=5_000, bought=0)
    assert ledger.balance(account).bought == 1_000


def test_all_that_is_held_can_be_charged(visitor):
    ledger.hold(visitor, 2_500, reference="g", seconds=60)
    assert ledger.settle("g", 2_500).charged == 2_500
    assert ledger.balance(visitor).available == 0


def test_no_more_than_was_held_can_be_charged(visitor):
    ledger.hold(visitor, 700, reference="g", seconds=60)
    with pytest.raises(ValueError, match="more than the 700"):
        ledger.settle("g", 701)
    assert ledger.balance(visitor).held == 700


@pytest.mark.parametrize("amount", [0, -1, 0.5, True, None])
def test_a_charge_that_is_not_a_positive_whole_number_is_refused(visitor, amount):
    ledger.hold(visitor, 700, reference="g", seconds=60)
    with pytest.raises(ValueError, match="whole number"):
        ledger.settle("g", amount)
    assert ledger.balance(visitor).held == 700


def test_a_release_gives_everything_back(account, user):
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.hold(account, 5_600, reference="g", seconds=60)
    assert ledger.release("g") is True
    balance = ledger.balance(account)
    assert (balance.free, balance.bought, balance.held) == (5_000, 1_000, 0)


@pytest.mark.parametrize(
    "end", [lambda: ledger.settle("g", 100), lambda: ledger.release("g"), lambda: ledger.expire_holds(later(61))]
)
def test_a_resolved_hold_cannot_be_resolved_again(visitor, end):
    ledger.hold(visitor, 700, reference="g", seconds=60)
    end()
    before = ledger.balance(visitor), Transfer.objects.count(), Hold.objects.values().get()
    with pytest.raises(HoldResolved):
        ledger.settle("g", 100)
    assert ledger.release("g") is False
    assert ledger.expire_holds(later(61)) == 0
    assert ledger.extend("g", 60) is False
    assert (ledger.balance(visitor), Transfer.objects.count(), Hold.objects.values().get()) == before


def test_what_was_never_held_is_neither_charged_nor_released(visitor):
    with pytest.raises(UnknownHold):
        ledger.settle("nothing", 1)
    with pytest.raises(UnknownHold):
        ledger.release("nothing")
    assert ledger.extend("nothing", 60) is False


def test_only_holds_whose_time_is_up_expire(visitor):
    ledger.hold(visitor, 100, reference="short", seconds=60)
    ledger.hold(visitor, 200, reference="long", seconds=120)
    assert ledger.expire_holds() == 0
    assert ledger.expire_holds(later(61)) == 1
    assert dict(Hold.objects.values_list("reference", "state")) == {"short": "expired", "long": "held"}
    assert ledger.balance(visitor).held == 200


def test_an_extended_hold_expires_later(visitor):
    ledger.hold(visitor, 100, reference="g", seconds=60)
    assert ledger.extend("g", 600) is True
    assert ledger.expire_holds(later(300)) == 0
    assert ledger.expire_holds(later(601)) == 1


def test_a_hold_that_nobody_expired_yet_can_still_be_settled(visitor):
    ledger.hold(visitor, 100, reference="g", seconds=-1)
    assert ledger.settle("g", 50).charged == 50


def test_a_hold_that_was_extended_after_the_sweep_saw_it_does_not_expire(visitor, monkeypatch):
    """The sweep lists what has lapsed and only then ends it, one by one."""
    ledger.hold(visitor, 100, reference="g", seconds=-1)
    expire = sweeping._expire
    monkeypatch.setattr(sweeping, "_expire", lambda hold, now: ledger.extend("g", 600) and expire(hold, now))
    assert ledger.expire_holds() == 0
    assert ledger.balance(visitor).held == 100
