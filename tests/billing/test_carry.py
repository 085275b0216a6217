"""Free tokens that were spent elsewhere count against the allowance, as far as it goes, once for each reference."""

import pytest

from billing import ledger
from billing.models import Transfer

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def test_what_is_carried_is_not_free_any_more(account):
    assert ledger.carry(account, 700, reference="g") == 700
    balance = ledger.balance(account)
    assert (balance.free, balance.held, balance.daily) == (4_300, 0, 5_000)


def test_no_more_is_carried_than_is_free(account, user):
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.hold(account, 4_000, reference="open", seconds=60)
    assert ledger.carry(account, 1_500, reference="g") == 1_000
    assert ledger.carry(account, 1_500, reference="h") == 0
    balance = ledger.balance(account)
    assert (balance.free, balance.bought, balance.held) == (0, 1_000, 4_000)


def test_the_same_is_carried_once(account, visitor):
    assert [ledger.carry(account, 100, reference="g") for _ in range(3)] == [100, 0, 0]
    assert ledger.carry(visitor, 100, reference="g") == 0
    assert ledger.balance(visitor).free == 2_500
    assert Transfer.objects.filter(kind="carry").count() == 1


def test_nothing_cannot_be_carried(account):
    with pytest.raises(ValueError, match="whole number"):
        ledger.carry(account, 0, reference="g")
