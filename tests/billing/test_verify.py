"""`ledger verify` finds every kind of damage that someone with a database shell could do."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import ApiKey
from accounts.principal import Principal
from billing import append_only, ledger
from billing.models import Account, Hold, KeyDay, Transfer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _life(account, user):
    """A day of ada's: 200 charged, 5,300 held, of which 500 are bought ones, by a key, and 100 are frozen.

    And someone else who bought, too.
    """
    key, _ = ApiKey.objects.issue(user, "program")
    key.daily_limit = 6_000
    program = Principal("user", account.owner, account.purse, user, key)
    ledger.buy(user, 1_000, reference="cs_1")
    ledger.buy(type(user).objects.create_user("eve@example.org"), 1_000, reference="cs_2")
    ledger.hold(account, 300, reference="settled", seconds=60)
    ledger.settle("settled", 200)
    ledger.hold(program, 5_300, reference="open", seconds=60)
    ledger.freeze(account.purse, 100, reference="dp_1")


def account_of(kind: str) -> Account:
    return Account.objects.filter(kind=kind).order_by("pk").first()


def change(kind: str, **fields) -> None:
    Account.objects.filter(pk=account_of(kind).pk).update(**fields)


def record(kind: str, debit: str, credit: str) -> None:
    Transfer.objects.record(kind, account_of(debit), account_of(credit), 5, reference="by hand")


def lend_from_another_purse() -> None:
    other = Account.objects.filter(kind="bought").order_by("pk").last()
    Hold.objects.open().update(bought_account=other)


def thaw_for_another_purse() -> None:
    other = Account.objects.filter(kind="bought").order_by("pk").last()
    Transfer.objects.record("thaw", account_of("frozen"), other, 5, reference="by hand")


def charge_bought_tokens_first() -> None:
    settled = Hold.objects.filter(state="settled")
    settled.update(bought_account=account_of("bought"), bought=5, bought_settled=5)


SUM = "all accounts add up to 0"
FOLD = "an account has what its transfers brought and took"
COUNT = "an account has seen as many transfers as there are"
HELD = "an account holds what its open holds set aside"
CHARGED = "a hold's transfers are what it charged"
KEY = "a key's day counts what its holds hold and charged"
WAY = "a transfer goes the way of its kind, by a positive amount"


@pytest.mark.parametrize(
    ("damage", "rules"),
    [
        (lambda: change("bought", posted=F("posted") + 1), {SUM, FOLD}),
        (lambda: change("daily", version=F("version") + 1), {COUNT}),
        (lambda: change("bought", held=F("held") + 1), {HELD}),
        (lambda: change("grants", posted=7), {"Rewind's own accounts store no balance"}),
        (lambda: Transfer.objects.filter(kind="buy").update(amount=F("amount") + 1), {SUM, FOLD}),
        (lambda: Transfer.objects.filter(kind="settle")._raw_delete("default"), {SUM, FOLD, COUNT, CHARGED}),
        (lambda: Transfer.objects.filter(kind="settle").update(hold=None), {CHARGED, WAY}),
        (lambda: record("grant", "grants", "daily"), {"a day's allowance is granted once"}),
        (lambda: record("buy", "sales", "daily"), {WAY}),
        (lambda: record("close", "bought", "expired"), {WAY}),
        (lambda: record("settle", "bought", "revenue"), {WAY}),
        (lambda: Hold.objects.filter(state="settled").update(free_settled=199), {CHARGED}),
        (
            charge_bought_tokens_first,
            {CHARGED, "a hold charges only when settled, free tokens first, and no more than it held"},
        ),
        (lambda: Hold.objects.open().update(state="released", resolved_at=timezone.now()), {HELD, KEY}),
        (lambda: Hold.objects.open().update(resolved_at=timezone.now()), {"a hold is open or has the time of its end"}),
        (lambda: record("adjust", "adjustments", "bought"), {"a correction says why"}),
        (lambda: record("give_back", "refunded", "bought"), {"no more is given back than was taken"}),
        (lambda: record("uncarry", "carried", "daily"), {"no more is given back than was taken"}),
        (thaw_for_another_purse, {"tokens are frozen and thawed within one purse"}),
        (lambda: change("frozen", posted=F("posted") + 1), {SUM, FOLD}),
        (lambda: KeyDay.objects.update(used=F("used") + 1), {KEY}),
        (lend_from_another_purse, {HELD, "a hold's tokens are the free and the bought ones of one purse"}),
    ],
)
def test_damage_is_found_and_named(damage, rules):
    assert ledger.verify() == []
    for kind in ("expired", "refunded", "adjustments", "carried"):
        Account.objects.opened("rewind", kind)
    append_only.remove(connection)
    damage()
    append_only.install(connection)
    assert {line.partition(": not so for ")[0] for line in ledger.verify()} == rules


def test_a_missing_trigger_is_found():
    append_only.remove(connection)
    assert {line.partition(": not so for ")[0] for line in ledger.verify()} == {
        "the database refuses to rewrite the past"
    }
    assert len(ledger.verify()) == len(append_only.required(connection))


def test_the_command_says_that_the_books_are_sound():
    out = StringIO()
    call_command("ledger", "verify", stdout=out)
    assert "sound" in out.getvalue()


def test_the_command_prints_what_is_wrong_and_exits_with_1():
    change("bought", posted=F("posted") + 1)
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("ledger", "verify", stdout=out)
    assert failure.value.returncode == 1
    assert "user:" in out.getvalue()
    assert "901 instead of 900" in out.getvalue()


def test_the_command_sweeps():
    Hold.objects.open().update(expires_at=timezone.now())
    out = StringIO()
    call_command("ledger", "sweep", stdout=out)
    assert out.getvalue() == "1 holds expired, 0 days closed.\n"
