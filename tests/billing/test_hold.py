"""Setting tokens aside: which ones, how many at most, and once for each reference."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from billing import ledger
from billing.errors import DuplicateHold, InsufficientTokens
from billing.models import Account, Hold, Transfer

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def test_a_visitor_has_the_days_allowance_before_doing_anything(visitor):
    balance = ledger.balance(visitor)
    assert (balance.free, balance.bought, balance.held, balance.daily, balance.available) == (2500, 0, 0, 2500, 2500)


def test_an_account_has_a_larger_allowance(account):
    assert ledger.balance(account).free == 5000


def test_looking_at_a_balance_writes_nothing(visitor):
    ledger.balance(visitor)
    assert not Account.objects.exists()


def test_a_hold_sets_free_tokens_aside(visitor):
    hold = ledger.hold(visitor, 700, reference="g", seconds=60)
    assert (hold.state, hold.amount, hold.free, hold.bought, hold.bought_account) == ("held", 700, 700, 0, None)
    balance = ledger.balance(visitor)
    assert (balance.free, balance.held) == (1800, 700)


def test_a_hold_expires_when_its_seconds_are_over(visitor):
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        hold = ledger.hold(visitor, 1, reference="g", seconds=90)
    assert hold.expires_at == datetime(2026, 5, 1, 12, 1, 30, tzinfo=UTC)


def test_free_tokens_are_held_before_bought_ones(account, user):
    ledger.buy(user, 10_000, reference="cs_1")
    first = ledger.hold(account, 4_000, reference="a", seconds=60)
    second = ledger.hold(account, 4_000, reference="b", seconds=60)
    third = ledger.hold(account, 4_000, reference="c", seconds=60)
    assert [(h.free, h.bought) for h in (first, second, third)] == [(4_000, 0), (1_000, 3_000), (0, 4_000)]
    assert ledger.balance(account).bought == 3_000


def test_the_last_token_can_be_held_and_none_after_it(visitor):
    ledger.hold(visitor, 2_500, reference="a", seconds=60)
    with pytest.raises(InsufficientTokens) as refusal:
        ledger.hold(visitor, 1, reference="b", seconds=60)
    assert (refusal.value.needed, refusal.value.available) == (1, 0)


def test_a_refusal_says_what_is_there_and_when_there_is_more(account, user):
    ledger.buy(user, 300, reference="cs_1")
    with time_machine.travel(datetime(2026, 5, 1, 23, 59, tzinfo=UTC)), pytest.raises(InsufficientTokens) as refusal:
        ledger.hold(account, 5_301, reference="b", seconds=60)
    assert (refusal.value.needed, refusal.value.available) == (5_301, 5_300)
    assert refusal.value.resets_at == datetime(2026, 5, 2, tzinfo=UTC)


def test_a_refused_hold_changes_nothing(visitor):
    with pytest.raises(InsufficientTokens):
        ledger.hold(visitor, 2_501, reference="a", seconds=60)
    assert not Hold.objects.exists()
    assert not Transfer.objects.exists()
    assert ledger.balance(visitor).free == 2_500


def test_a_reference_holds_once_even_after_it_was_resolved(visitor):
    ledger.hold(visitor, 100, reference="g", seconds=60)
    with pytest.raises(DuplicateHold):
        ledger.hold(visitor, 100, reference="g", seconds=60)
    ledger.release("g")
    with pytest.raises(DuplicateHold):
        ledger.hold(visitor, 2_501, reference="g", seconds=60)
    assert ledger.balance(visitor).available == 2_500


@pytest.mark.parametrize("amount", [0, -1, -2_500, 1.5, True, "100", None, 10**15 + 1])
def test_a_price_that_is_not_a_positive_whole_number_is_refused(visitor, amount):
    with pytest.raises(ValueError, match="whole number"):
        ledger.hold(visitor, amount, reference="g", seconds=60)
    assert not Account.objects.exists()


def test_two_visitors_behind_one_address_share_its_allowance(visitor):
    other = type(visitor)("visitor", "visitor:b", visitor.purse)
    ledger.hold(visitor, 2_000, reference="a", seconds=60)
    with pytest.raises(InsufficientTokens):
        ledger.hold(other, 501, reference="b", seconds=60)


def test_no_free_tokens_at_all_is_an_allowance_too(account, user, settings):
    settings.DAILY_TOKENS = {"visitor": 0, "user": 0}
    ledger.buy(user, 100, reference="cs_1")
    hold = ledger.hold(account, 100, reference="a", seconds=60)
    assert (hold.free, hold.bought) == (0, 100)


def test_a_hold_made_in_a_transaction_that_fails_never_was(visitor):
    with transaction.atomic():
        ledger.hold(visitor, 100, reference="g", seconds=60)
        transaction.set_rollback(True)
    assert not Hold.objects.exists()
    assert ledger.balance(visitor).held == 0
