"""The look for what webhooks missed, with the fake of Stripe, over HTTP."""

import re

import pytest
from django.core.management import CommandError, call_command

from billing import ledger, packs
from billing.models import Purchase
from billing.shop.reconcile import reconcile

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def bought(cast):
    return ledger.balance(cast.owner.principal).bought


def test_what_webhooks_missed_is_found_once_a_day(cast, stripe_fake, buy):
    paid, left = buy(), buy("usd-1")
    stripe_fake.pay(paid)
    stripe_fake.refund(paid, 100)
    stripe_fake.expire(left)
    found = reconcile()
    assert (found.credited, found.failed) == (1, 0)
    assert found.missed >= 3
    assert bought(cast) == 160_000
    assert Purchase.objects.get(session_id=left).state == "expired"
    again = reconcile()
    assert (again.missed, again.credited, again.closed) == (0, 0, 0)


def test_a_paid_checkout_is_found_even_without_an_event(cast, stripe_fake, buy):
    stripe_fake.pay(buy())
    for event in stripe_fake.events():
        del stripe_fake.store.things[event["id"]]
    assert reconcile().credited == 1
    assert bought(cast) == 200_000


def test_purchases_that_were_never_opened_are_closed(cast, stripe_fake, user):
    purchase = Purchase.objects.create(**Purchase.terms(cast.owner.user, packs.get("usd-5")))
    assert reconcile().closed == 0
    Purchase.objects.update(created_at=purchase.created_at - 2 * (purchase.expires_at - purchase.created_at))
    assert reconcile().closed == 1
    purchase.refresh_from_db()
    assert purchase.state == "failed"


def test_one_event_that_fails_does_not_keep_reconcile_from_the_others(cast, stripe_fake, buy, capsys):
    first, second = buy(), buy("usd-1")
    stripe_fake.pay(first)
    stripe_fake.pay(second)
    stripe_fake.faults.add("refuse", method="GET", path=f".*{second}", status=503, times=100)
    with pytest.raises(CommandError, match="Some of it failed"):
        call_command("reconcile")
    assert bought(cast) == 200_000
    stripe_fake.faults.clear()
    call_command("reconcile")
    assert bought(cast) == 240_000
    assert re.search(r"Looked at \d+ events .* 1 purchases credited, 0 closed, 0 failed\.", capsys.readouterr().out)


def test_reconcile_says_so_when_stripe_is_away(stripe_fake, db):
    stripe_fake.faults.add("refuse", method="GET", path=".*", status=503, times=10)
    with pytest.raises(CommandError, match="Stripe can't be asked"):
        call_command("reconcile")
