"""Crediting bought tokens: once for each reference, however often it is said."""

import pytest

from accounts.models import User
from billing import ledger
from billing.errors import ReferenceReused
from billing.models import Account

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def test_bought_tokens_are_added_to_the_free_ones(account, user):
    assert ledger.buy(user, 40_000, reference="cs_1") is True
    assert ledger.buy(user, 200_000, reference="cs_2") is True
    balance = ledger.balance(account)
    assert (balance.free, balance.bought, balance.available) == (5_000, 240_000, 245_000)


def test_the_same_purchase_is_credited_once(account, user):
    assert [ledger.buy(user, 40_000, reference="cs_1") for _ in range(3)] == [True, False, False]
    assert ledger.balance(account).bought == 40_000


def test_a_purchase_that_comes_again_with_other_terms_is_refused(account, user):
    other = User.objects.create_user("eve@example.org")
    ledger.buy(user, 40_000, reference="cs_1")
    with pytest.raises(ReferenceReused):
        ledger.buy(user, 200_000, reference="cs_1")
    with pytest.raises(ReferenceReused):
        ledger.buy(other, 40_000, reference="cs_1")
    assert ledger.balance(account).bought == 40_000


@pytest.mark.parametrize("tokens", [0, -40_000, 1.5])
def test_a_purchase_of_nothing_or_less_is_refused(user, tokens):
    with pytest.raises(ValueError, match="whole number"):
        ledger.buy(user, tokens, reference="cs_1")
    assert not Account.objects.exists()
