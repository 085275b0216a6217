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


def test_purchases_come_along_with_an_export(cast):
    bought = Purchase.objects.create(**Purchase.terms(cast.owner.user, packs.get("usd-5")))
    Purchase.objects.create(**Purchase.terms(cast.other.user, packs.get("usd-1")))
    sent = data_exported.send("test", principal=cast.owner.principal)
    (file,) = [file for _, files in sent for file in files if file.path == "purchases.json"]
    rows = json.loads("".join(file.pieces))
    assert [(row["id"], row["amount"]) for row in rows] == [(str(bought.pk), 500)]
