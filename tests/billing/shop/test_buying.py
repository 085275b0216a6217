"""From the pricing page through Stripe's checkout to the tokens, and what comes after: with the fake, over HTTP."""

import re

import pytest
import stripe

from billing import ledger
from billing.models import Purchase, StripeEvent
from billing.shop import gateway
from billing.shop.reconcile import reconcile
from tests.billing.shop.clicks import FORM
from tests.stripe.fake import KEY

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


def bought(cast):
    return ledger.balance(cast.owner.principal).bought


def page(cast, path="/account/purchases/"):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cast.owner.client.get(path).content.decode()))


def test_the_session_is_made_of_our_own_table(cast, stripe_fake, buy):
    session = stripe_fake.session(buy("usd-20"))
    purchase = Purchase.objects.get()
    assert (session["amount_total"], session["currency"], session["mode"]) == (2_000, "usd", "payment")
    assert session["client_reference_id"] == session["metadata"]["purchase"] == str(purchase.pk)
    assert session["customer_email"] == "owner@example.org"
    assert session["expires_at"] == int(purchase.expires_at.timestamp())
    assert session["success_url"] == f"http://testserver/pricing/thanks/?purchase={purchase.pk}"
    assert session["cancel_url"] == "http://testserver/pricing/?cancelled=1"
    assert (purchase.session_id, purchase.state) == (session["id"], "open")
    assert (purchase.purse, purchase.tokens) == (cast.owner.principal.purse, 900_000)


def test_nothing_is_credited_before_stripe_says_that_it_is_paid(cast, buy, deliver_all):
    buy()
    deliver_all()
    assert bought(cast) == 0


def test_a_paid_pack_is_credited_with_its_receipt(cast, stripe_fake, buy, deliver_all):
    stripe_fake.pay(buy())
    assert set(deliver_all()) == {200}
    purchase = Purchase.objects.get()
    assert bought(cast) == 200_000
    assert purchase.state == "paid"
    assert purchase.receipt_url == stripe_fake.charge_of(purchase.session_id)["receipt_url"]
    assert "200,000 tokens for $5" in page(cast)
    assert purchase.receipt_url in cast.owner.client.get("/account/purchases/").content.decode()


def test_a_double_click_is_one_purchase(stripe_fake, buy):
    assert buy() == buy()
    assert Purchase.objects.count() == len(stripe_fake.store.all("checkout.session")) == 1


def test_another_pack_or_a_new_page_is_another_purchase(buy):
    assert len({buy(), buy("usd-1"), buy(form="5f6d2f0c-5a1c-4a56-9d0e-4ad3e2f0a002")}) == 3


def test_the_same_form_of_two_people_is_two_purchases(cast, buy):
    assert buy() != buy(member=cast.other)


def test_after_the_payment_the_same_button_buys_again(cast, stripe_fake, buy, deliver_all):
    stripe_fake.pay(buy())
    deliver_all()
    stripe_fake.pay(buy())
    deliver_all()
    assert bought(cast) == 400_000


def test_too_many_checkouts_in_an_hour_are_refused(cast, buy, monkeypatch):
    monkeypatch.setattr("billing.shop.checkout.MOST_AN_HOUR", 2)
    buy("usd-1")
    buy("usd-5")
    response = cast.owner.client.post("/pricing/buy/", {"pack": "usd-20", "form": FORM})
    assert response.status_code == 429
    assert "try again in an hour" in response.content.decode()


@pytest.mark.parametrize("how", ["cut", "refuse"])
def test_a_fault_of_stripe_is_tried_again_with_the_same_key(stripe_fake, buy, how):
    stripe_fake.faults.add(how, method="POST", path=".*sessions", status=503)
    buy()
    assert Purchase.objects.count() == len(stripe_fake.store.all("checkout.session")) == 1


@pytest.mark.parametrize("how", ["refuse", "crash", "crash_after"])
def test_stripe_away_charges_nothing_and_the_next_click_helps(cast, stripe_fake, buy, how):
    stripe_fake.faults.add(how, method="POST", path=".*sessions", status=503, times=3)
    response = cast.owner.client.post("/pricing/buy/", {"pack": "usd-5", "form": FORM})
    assert response.status_code == 503
    assert "Nothing was charged" in response.content.decode()
    assert Purchase.objects.get().state == "failed"
    stripe_fake.faults.clear()
    assert buy() == buy()
    assert sorted(Purchase.objects.values_list("state", flat=True)) == ["failed", "open"]


def test_a_debit_is_credited_when_it_arrives(cast, stripe_fake, buy, deliver_all):
    session = buy()
    stripe_fake.pay(session, "later")
    deliver_all()
    assert bought(cast) == 0
    assert "Your bank is still moving the money" in page(cast).replace("&#x27;", "'")
    stripe_fake.arrive(session)
    deliver_all()
    assert bought(cast) == 200_000


def test_a_debit_that_bounces_credits_nothing(cast, stripe_fake, buy, deliver_all):
    session = buy()
    stripe_fake.pay(session, "later")
    deliver_all()
    stripe_fake.arrive(session, well=False)
    deliver_all()
    assert (bought(cast), Purchase.objects.get().state) == (0, "failed")
    assert "Nothing was charged" in page(cast)


def test_a_checkout_that_is_left_expires(cast, stripe_fake, buy, deliver_all):
    stripe_fake.expire(buy())
    deliver_all()
    assert Purchase.objects.get().state == "expired"
    assert bought(cast) == 0


def test_refunds_take_their_part_and_a_failed_one_gives_it_back(cast, stripe_fake, buy, deliver_all):
    session = buy()
    stripe_fake.pay(session)
    first = stripe_fake.refund(session, 100, "pending")
    stripe_fake.refund(session, 200)
    deliver_all()
    assert bought(cast) == 80_000
    assert "$3 of $5 was paid back. 120,000 tokens were taken out again." in page(cast)
    stripe_fake.refund_ends(first["id"], well=False)
    deliver_all()
    assert bought(cast) == 120_000
    stripe_fake.refund(session)
    deliver_all()
    assert bought(cast) == 0


@pytest.mark.parametrize(("won", "left"), [(True, 200_000), (False, 0)])
@pytest.mark.parametrize("inquiry", [False, True])
def test_a_dispute_freezes_and_its_end_decides(cast, stripe_fake, buy, deliver_all, won, left, inquiry):
    session = buy()
    stripe_fake.pay(session)
    dispute = stripe_fake.dispute(session, inquiry=inquiry)
    deliver_all()
    assert (bought(cast), ledger.balance(cast.owner.principal).frozen) == (0, 200_000)
    if inquiry and not won:
        return  # an inquiry can only be lost once it has become a dispute
    stripe_fake.dispute_ends(dispute["id"], won=won)
    deliver_all()
    assert (bought(cast), ledger.balance(cast.owner.principal).frozen) == (left, 0)


def test_a_warning_of_fraud_is_noted_and_takes_nothing(cast, stripe_fake, buy, deliver_all):
    session = buy()
    stripe_fake.pay(session)
    stripe_fake.warn(session)
    deliver_all()
    assert Purchase.objects.get().warned_at is not None
    assert bought(cast) == 200_000


def test_all_events_backwards_and_doubled_end_the_same(cast, stripe_fake, buy):
    session = buy()
    stripe_fake.pay(session)
    stripe_fake.refund(session, 250)
    stripe_fake.dispute_ends(stripe_fake.dispute(session)["id"], won=True)
    for event in reversed(stripe_fake.events()):
        assert [stripe_fake.deliveries.send(event) for _ in range(2)] == [200, 200]
        assert bought(cast) == 100_000
    relevant = StripeEvent.objects.exclude(purchase=None)
    assert relevant.filter(type="refund.created", attempts=1, purchase=Purchase.objects.get()).exists()


def test_what_failed_comes_again(cast, stripe_fake, buy):
    session = buy()
    stripe_fake.pay(session)
    (completed,) = [event for event in stripe_fake.events() if event["type"] == "checkout.session.completed"]
    stripe_fake.faults.add("refuse", method="GET", path=".*sessions.*", status=503, times=3)
    assert stripe_fake.deliveries.send(completed) == 500
    row = StripeEvent.objects.get(pk=completed["id"])
    assert (row.handled_at, bought(cast)) == (None, 0)
    assert row.error
    assert stripe_fake.deliveries.send(completed) == 200
    assert bought(cast) == 200_000


def test_the_page_after_the_payment_looks_for_itself_but_not_too_often(cast, stripe_fake, buy):
    session = buy()
    path = f"/pricing/thanks/?purchase={Purchase.objects.get().pk}"
    assert "Waiting for the payment" in page(cast, path)
    asked = len(stripe_fake.requests)
    stripe_fake.pay(session)
    assert "Waiting for the payment" in page(cast, path), "within five seconds it doesn't ask Stripe again"
    assert len(stripe_fake.requests) == asked
    Purchase.objects.update(looked_at=None)
    assert "200,000 tokens for $5 are in your account" in page(cast, path)
    assert bought(cast) == 200_000


def test_the_page_after_the_payment_waits_while_stripe_is_away(cast, stripe_fake, buy):
    buy()
    stripe_fake.faults.add("refuse", method="GET", path=".*", status=503, times=3)
    assert "Waiting for the payment" in page(cast, f"/pricing/thanks/?purchase={Purchase.objects.get().pk}")


def test_what_others_sell_with_the_same_account_is_none_of_ours(stripe_fake, deliver_all, db):
    client = stripe.StripeClient(KEY, base_addresses={"api": stripe_fake.url})
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "A book"}}
    session = client.v1.checkout.sessions.create(
        params={
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": "https://example.org/",
            "customer_email": "ada@example.org",
        }
    )
    stripe_fake.pay(session.id)
    stripe_fake.refund(session.id, 100)
    stripe_fake.dispute(session.id)
    assert set(deliver_all()) == {200}
    assert not StripeEvent.objects.exclude(purchase=None).exists()
    assert reconcile().missed == 0


def test_a_payment_that_stripe_does_not_know_is_none_of_ours(stripe_fake, deliver):
    refund = {"id": "re_1", "object": "refund", "payment_intent": "pi_elsewhere", "charge": "ch_1", "amount": 100}
    assert deliver("refund.created", refund).status_code == 200
    assert StripeEvent.objects.get().note == "about nothing that was bought here"


def test_the_version_is_pinned(stripe_fake, buy):
    assert stripe_fake.api_version == gateway.API_VERSION
    stripe_fake.pay(buy())
    assert {event["api_version"] for event in stripe_fake.events()} == {gateway.API_VERSION}
