"""Bought tokens after the purchase: refunds, disputes, corrections. Each happens once, and never takes what is held."""

import pytest

from accounts.models import User
from billing import ledger
from billing.errors import InsufficientTokens, ReferenceReused
from billing.models import Account, Transfer

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


@pytest.fixture
def purse(account, user) -> str:
    """1,000 bought tokens, of which 400 are held, and 5,000 free ones, all held."""
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.hold(account, 5_400, reference="g", seconds=60)
    return account.purse


def left(account) -> tuple[int, int, int]:
    balance = ledger.balance(account)
    return balance.bought, balance.frozen, balance.held


def test_a_refund_takes_what_is_available_and_no_more(account, purse):
    assert ledger.take_back(purse, 100, reference="re_1", note="refund of $1") == 100
    assert left(account) == (500, 0, 5_400)
    assert ledger.take_back(purse, 9_000, reference="re_2") == 500
    assert ledger.take_back(purse, 9_000, reference="re_3") == 0
    assert left(account) == (0, 0, 5_400)
    assert Transfer.objects.get(reference="take_back:re_1").note == "refund of $1"
    assert not Transfer.objects.filter(reference="take_back:re_3").exists()


def test_a_refund_of_somebody_who_never_bought_takes_nothing(account, purse):
    assert ledger.take_back("user:77", 100, reference="re_1") == 0
    assert ledger.freeze("user:77", 100, reference="dp_1") == 0


def test_free_tokens_are_not_taken_for_a_refund(account, user):
    ledger.buy(user, 10, reference="cs_1")
    assert ledger.take_back(account.purse, 100, reference="re_1") == 10
    assert ledger.balance(account).free == 5_000


def test_a_refund_that_fails_gives_the_tokens_back(account, purse):
    ledger.take_back(purse, 300, reference="re_1")
    assert ledger.give_back(purse, 300, reference="re_1") is True
    assert left(account) == (600, 0, 5_400)


def test_frozen_tokens_cannot_be_spent_and_come_back(account, purse):
    assert ledger.freeze(purse, 9_000, reference="dp_1") == 600
    assert left(account) == (0, 600, 5_400)
    with pytest.raises(InsufficientTokens):
        ledger.hold(account, 1, reference="more", seconds=60)
    assert ledger.thaw(purse, 200, reference="dp_1") is True
    assert left(account) == (200, 400, 5_400)
    ledger.hold(account, 200, reference="more", seconds=60)


def test_a_lost_dispute_takes_the_frozen_tokens(account, purse):
    ledger.freeze(purse, 500, reference="dp_1")
    assert ledger.take_frozen(purse, 300, reference="dp_1") is True
    assert left(account) == (100, 200, 5_400)


@pytest.mark.parametrize("verb", [ledger.thaw, ledger.take_frozen])
def test_no_more_is_thawed_or_taken_than_is_frozen(account, purse, verb):
    ledger.freeze(purse, 200, reference="dp_1")
    with pytest.raises(InsufficientTokens):
        verb(purse, 201, reference="dp_1")
    assert left(account) == (400, 200, 5_400)


def test_a_correction_adds_or_takes_and_says_why(account, user, purse):
    assert ledger.adjust(user, 250, reference="a", note="  The answer was cut off. ") is True
    assert ledger.adjust(user, -850, reference="b", note="Given by mistake.") is True
    assert left(account) == (0, 0, 5_400)
    assert Transfer.objects.get(reference="adjust:a").note == "The answer was cut off."
    with pytest.raises(InsufficientTokens) as refusal:
        ledger.adjust(user, -1, reference="c", note="More.")
    assert (refusal.value.needed, refusal.value.available) == (1, 0)


@pytest.mark.parametrize(("amount", "note"), [(0, "Nothing."), (5, ""), (5, "  "), (1.5, "Half."), (10**16, "Much.")])
def test_a_correction_of_nothing_or_for_nothing_is_refused(user, amount, note):
    with pytest.raises(ValueError, match=r"note|whole number"):
        ledger.adjust(user, amount, reference="a", note=note)
    assert not Account.objects.exists()


ONCE = [
    (lambda user, purse, name: ledger.take_back(purse, 10, reference=name), 10, 0),
    (lambda user, purse, name: ledger.give_back(purse, 10, reference=name), True, False),
    (lambda user, purse, name: ledger.freeze(purse, 10, reference=name), 10, 0),
    (lambda user, purse, name: ledger.thaw(purse, 10, reference=name), True, False),
    (lambda user, purse, name: ledger.take_frozen(purse, 10, reference=name), True, False),
    (lambda user, purse, name: ledger.adjust(user, 10, reference=name, note="Why."), True, False),
    (lambda user, purse, name: ledger.adjust(user, -10, reference=name, note="Why."), True, False),
]


@pytest.mark.parametrize(("verb", "first", "again"), ONCE)
def test_each_happens_once_for_a_reference(account, user, purse, verb, first, again):
    ledger.take_back(purse, 100, reference="before")
    ledger.freeze(purse, 100, reference="before")
    assert verb(user, purse, "same") == first
    after = left(account)
    assert [verb(user, purse, "same") for _ in range(2)] == [again, again]
    assert left(account) == after


@pytest.mark.parametrize(("verb", "first", "again"), ONCE)
def test_a_reference_of_another_purse_is_refused(account, user, purse, verb, first, again):
    other = User.objects.create_user("eve@example.org")
    ledger.buy(other, 100, reference="cs_2")
    for name in (purse, f"user:{other.pk}"):
        ledger.take_back(name, 20, reference=f"before-{name}")
        ledger.freeze(name, 20, reference=f"before-{name}")
    verb(user, purse, "same")
    with pytest.raises(ReferenceReused):
        verb(other, f"user:{other.pk}", "same")


def test_a_correction_that_comes_again_the_other_way_is_refused(account, user, purse):
    ledger.adjust(user, 10, reference="a", note="Why.")
    for amount in (-10, 11):
        with pytest.raises(ReferenceReused):
            ledger.adjust(user, amount, reference="a", note="Why.")


def test_tokens_of_a_deleted_account_are_credited_to_its_purse(db):
    assert ledger.buy("user:77", 1_000, reference="cs_1") is True
    assert ledger.take_back("user:77", 9_000, reference="re_1") == 1_000
