"""Stripe is away, slow or broken at each call; webhooks are lost; payments aren't as agreed. Later all is mended."""

import uuid

import pytest
import stripe
from django.core.management import call_command

from accounts.models import User
from billing import ledger
from billing.models import Purchase, StripeEvent
from billing.shop import checkout, gateway
from tests.billing.proof import stories
from tests.billing.proof.stories import CENTS, PACK, STORIES, TOKENS, Story, account
from tests.stripe.fake import FakeStripe

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]
SITE = "https://rewind.example"
CALLS = ["/v1/checkout/sessions/.*", "/v1/refunds", "/v1/disputes"]
TROUBLE = [("refuse", 500), ("refuse", 429), ("refuse", 401), ("cut", 0)]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client retries at once."""
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *arguments: 0, raising=False)
    monkeypatch.setattr("stripe._http_client.HTTPClient._sleep_time_seconds", lambda *arguments: 0)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_reconcile_makes_up_for_webhooks_that_never_came(stripe_fake: FakeStripe, user: User, story: Story):
    session = stories.begun(user)
    stripe_fake.deliveries.plan.drop = True
    story.tell(stripe_fake, session)
    assert stripe_fake.deliveries.held == []
    for _ in range(2):
        call_command("reconcile")
        assert stories.end(user, session) == stories.expected(story)


@pytest.mark.parametrize(("how", "status"), TROUBLE)
@pytest.mark.parametrize("path", CALLS)
def test_an_event_that_could_not_be_handled_comes_again(stripe_fake, user, path, how, status):
    session = stories.begun(user)
    event = STORIES[2].tell(stripe_fake, session)[0]
    stripe_fake.faults.add(how, path=path, status=status, times=1 + gateway.RETRIES)
    assert stripe_fake.deliveries.send(event) == 500
    assert StripeEvent.objects.get(pk=event["id"]).handled_at is None
    assert ledger.balance(account(user)).bought == 0
    stripe_fake.faults.clear()
    assert stripe_fake.deliveries.send(event) == 200
    assert stories.end(user, session) == stories.expected(STORIES[2])


@pytest.mark.parametrize("how", ["refuse", "cut", "crash_after"])
def test_a_hiccup_is_passed_over(stripe_fake, user, how):
    """The client's own retry, by the same key, is enough, but for a 500 that Stripe keeps for the key."""
    stripe_fake.faults.add(how, method="POST")
    if how == "crash_after":
        with pytest.raises(checkout.CheckoutAway):
            stories.begun(user)
        return
    session = stories.begun(user)
    assert len(stripe_fake.store.all("checkout.session")) == 1
    assert Purchase.objects.get().session_id == session


@pytest.mark.parametrize(("how", "status"), [*TROUBLE, ("crash", 0), ("crash_after", 0)])
def test_no_checkout_is_said_and_noted_and_the_next_click_works(stripe_fake, user, how, status):
    form = uuid.uuid4()
    stripe_fake.faults.add(how, path="/v1/checkout/sessions", status=status, times=1 + gateway.RETRIES)
    with pytest.raises(checkout.CheckoutAway):
        checkout.begin(user, PACK, form, SITE)
    row = Purchase.objects.get()
    assert (row.state, row.message) == ("failed", checkout.AWAY)
    stripe_fake.faults.clear()
    session = checkout.begin(user, PACK, uuid.uuid4(), SITE).rsplit("/", 1)[1]
    for event in STORIES[0].tell(stripe_fake, session):
        assert stripe_fake.deliveries.send(event) == 200
    assert ledger.balance(account(user)).bought == TOKENS


@pytest.mark.parametrize("how", ["cut", "crash_after"])
def test_a_checkout_that_we_never_heard_of_and_that_is_paid_all_the_same_is_credited(stripe_fake, user, how):
    stripe_fake.faults.add(how, path="/v1/checkout/sessions", times=1 + gateway.RETRIES)
    with pytest.raises(checkout.CheckoutAway):
        stories.begun(user)
    session = stripe_fake.store.all("checkout.session")[0]["id"]
    for event in STORIES[0].tell(stripe_fake, session):
        assert stripe_fake.deliveries.send(event) == 200
    assert stories.end(user, session) == stories.expected(STORIES[0])


@pytest.mark.parametrize("fields", [{"amount_total": CENTS - 1}, {"currency": "eur"}, {"livemode": True}])
def test_a_payment_that_is_not_what_was_agreed_credits_nothing(stripe_fake, user, fields):
    session = stories.begun(user)
    stripe_fake.pay(session)
    stripe_fake.session(session).update(fields)
    for event in stories.subscribed(stripe_fake):
        assert stripe_fake.deliveries.send(event) == 200
    assert Purchase.objects.get().state == "review"
    assert ledger.balance(account(user)).bought == 0


def test_events_of_the_other_mode_and_of_others_things_change_nothing(stripe_fake, user, client):
    ours = stories.begun(user)
    stripe_fake.session(ours)["metadata"] = {}
    stripe_fake.intents[ours] = {}
    stripe_fake.pay(ours)
    stripe_fake.refund(ours, 100)
    stripe_fake.dispute(ours, 400)
    for event in stripe_fake.events():
        assert stripe_fake.deliveries.send({**event, "id": f"{event['id']}l", "livemode": True}) == 200
        assert stripe_fake.deliveries.send(event) == 200
    assert ledger.balance(account(user)).bought == 0
    assert not StripeEvent.objects.exclude(purchase=None).exists()


def test_only_what_our_secret_signed_lately_counts(stripe_fake, user, settings):
    session = stories.begun(user)
    (event,) = STORIES[0].tell(stripe_fake, session)
    deliveries = stripe_fake.deliveries
    assert deliveries.send(event, secrets=["whsec_other"]) == 400
    assert deliveries.send(event, age=400) == 400
    body = deliveries.body(event)
    assert deliveries.post(body.replace(b'"paid"', b'"Paid"'), deliveries.headers(body)) == 400
    assert ledger.balance(account(user)).bought == 0
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", *settings.STRIPE_WEBHOOK_SECRETS]
    assert deliveries.send(event, secrets=["whsec_unknown", "whsec_new"]) == 200
    assert ledger.balance(account(user)).bought == TOKENS
