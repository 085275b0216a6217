"""An API key with a daily limit of its own: never over it, and what a hold doesn't charge comes back to its day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import ApiKey
from accounts.principal import Principal
from billing import ledger
from billing.errors import InsufficientTokens, KeyLimitReached
from billing.models import Hold, KeyDay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]
EVENING = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)


@pytest.fixture
def program(account) -> Principal:
    """ada's key that may use 1,000 tokens a day."""
    key, _ = ApiKey.objects.issue(account.user, "program")
    key.daily_limit = 1_000
    key.save()
    return Principal("user", account.owner, account.purse, account.user, key)


def used(program: Principal) -> list[int]:
    return list(KeyDay.objects.filter(key_id=program.key.pk).order_by("day").values_list("used", flat=True))


def test_a_key_holds_up_to_its_limit_and_no_more(program):
    ledger.hold(program, 700, reference="a", seconds=60)
    with pytest.raises(KeyLimitReached) as refusal:
        ledger.hold(program, 301, reference="b", seconds=60)
    assert (refusal.value.needed, refusal.value.limit, refusal.value.used, refusal.value.left) == (301, 1_000, 700, 300)
    assert refusal.value.resets_at > datetime.now(UTC)
    assert not Hold.objects.filter(reference="b").exists()
    ledger.hold(program, 300, reference="c", seconds=60)
    assert used(program) == [1_000]


def test_a_rotated_key_and_its_successors_share_the_limit_while_both_work(program):
    ledger.hold(program, 700, reference="a", seconds=60)
    for name in ("b", "c"):
        new, _ = program.key.rotate()
        program = Principal("user", program.owner, program.purse, program.user, new)
        assert ledger.balance(program).key_left == 300
        with pytest.raises(KeyLimitReached):
            ledger.hold(program, 301, reference=name, seconds=60)


def test_the_account_and_its_other_keys_are_not_limited_by_it(program, account):
    ledger.hold(program, 1_000, reference="a", seconds=60)
    ledger.hold(account, 1_000, reference="b", seconds=60)
    other, _ = ApiKey.objects.issue(account.user, "other")
    ledger.hold(Principal("user", account.owner, account.purse, account.user, other), 1_000, reference="c", seconds=60)
    assert used(program) == [1_000]


@pytest.mark.parametrize(
    ("end", "left"),
    [
        (lambda: ledger.settle("a", 150), 150),
        (lambda: ledger.settle("a", 700), 700),
        (lambda: ledger.release("a"), 0),
        (lambda: ledger.expire_holds(datetime.now(UTC) + timedelta(hours=1)), 0),
    ],
)
def test_what_is_not_charged_comes_back(program, end, left):
    ledger.hold(program, 700, reference="a", seconds=60)
    end()
    assert used(program) == [left]
    ledger.hold(program, 1_000 - left, reference="b", seconds=60)


def test_the_limit_is_a_days_and_a_hold_stays_with_its_own_day(program):
    with time_machine.travel(EVENING, tick=False) as clock:
        ledger.hold(program, 900, reference="a", seconds=3_600)
        clock.shift(timedelta(minutes=20))
        ledger.hold(program, 1_000, reference="b", seconds=3_600)
        ledger.settle("a", 200)
        assert used(program) == [200, 1_000]


def test_an_empty_purse_is_told_before_the_limit(program):
    ledger.hold(program, 100, reference="a", seconds=60)
    with pytest.raises(InsufficientTokens):
        ledger.hold(program, 6_000, reference="b", seconds=60)
    assert used(program) == [100]


def test_a_limit_of_nothing_lets_nothing_through(program):
    program.key.daily_limit = 0
    with pytest.raises(KeyLimitReached):
        ledger.hold(program, 1, reference="a", seconds=60)


def test_a_limit_lowered_below_what_was_used_leaves_nothing(program):
    ledger.hold(program, 700, reference="a", seconds=60)
    program.key.daily_limit = 500
    assert (ledger.balance(program).key_left, ledger.balance(program).available) == (0, 0)
    with pytest.raises(KeyLimitReached) as refusal:
        ledger.hold(program, 1, reference="b", seconds=60)
    assert refusal.value.left == 0


def test_the_balance_says_what_the_key_may_still_use(program, account):
    ledger.hold(program, 400, reference="a", seconds=60)
    balance = ledger.balance(program)
    assert (balance.free, balance.key_left, balance.available) == (4_600, 600, 600)
    assert (ledger.balance(account).key_left, ledger.balance(account).available) == (None, 4_600)
    ledger.hold(account, 4_500, reference="b", seconds=60)
    assert ledger.balance(program).available == 100
    assert isinstance(ledger.balance(program).refusal(600), InsufficientTokens)


def test_the_days_outlive_the_key(program):
    ledger.hold(program, 400, reference="a", seconds=60)
    ApiKey.objects.all().delete()
    ledger.settle("a", 100)
    assert KeyDay.objects.get().used == 100
