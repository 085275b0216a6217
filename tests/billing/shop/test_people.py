"""What stays of purchases when an account goes, and what is taken along."""

import json

import pytest

from accounts.signals import data_exported, owner_forgotten
from billing import packs
from billing.models import Purchase

pytestmark = pytest.mark.django_db


def test_a_purchase_stays_without_the_person(cast):
    user, principal = cast.owner.user, cast.owner.principal
    Purchase.objects.create(**Purchase.terms(user, packs.get("usd-5")), receipt_url="https://pay.stripe.com/1")
    other = Purchase.objects.create(
        **Purchase.terms(cast.other.user, packs.get("usd-1")), receipt_url="https://pay.stripe.com/2"
    )
    owner_forgotten.send("test", owner=principal.owner)
    user.delete()
    left = Purchase.objects.get(purse=principal.purse)
    assert (left.user, left.receipt_url, left.tokens) == (None, "", 200_000)
    other.refresh_from_db()
    assert (other.user, other.receipt_url) == (cast.other.user, "https://pay.stripe.com/2")


@pytest.mark.django_db(transaction=True)
def test_a_checkout_that_is_still_open_closes_with_the_account(cast, buy, stripe_fake, deliver_all):
    session, others = buy(), buy(member=cast.other)
    owner_forgotten.send("test", owner=cast.owner.principal.owner)
    assert stripe_fake.session(session)["status"] == "expired"
    assert stripe_fake.session(others)["status"] == "open"
    assert set(deliver_all()) == {200}
    assert Purchase.objects.get(session_id=session).state == "expired"


def test_a_checkout_that_cannot_be_closed_keeps_no_account(cast, shop_on):
    terms = Purchase.terms(cast.owner.user, packs.get("usd-5"))
    Purchase.objects.create(**terms, session_id="cs_test_1", state="open")
    owner_forgotten.send("test", owner=cast.owner.principal.owner)
    assert Purchase.objects.get().user is None


def test_purchases_come_along_with_an_export(cast):
    bought = Purchase.objects.create(**Purchase.terms(cast.owner.user, packs.get("usd-5")))
    Purchase.objects.create(**Purchase.terms(cast.other.user, packs.get("usd-1")))
    sent = data_exported.send("test", principal=cast.owner.principal)
    (file,) = [file for _, files in sent for file in files if file.path == "purchases.json"]
    rows = json.loads("".join(file.pieces))
    assert [(row["id"], row["amount"]) for row in rows] == [(str(bought.pk), 500)]
