"""The webhook's door: who is let in, and what is answered."""

import pytest
from stripe import WebhookSignature

from billing.models import StripeEvent
from tests.billing.shop.signed import SECRET, event, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_on")]
SESSION = {"id": "cs_test_1", "object": "checkout.session", "metadata": {}, "client_reference_id": None}


def test_a_signed_event_is_taken_and_noted(deliver):
    assert deliver("checkout.session.completed", SESSION).status_code == 200
    row = StripeEvent.objects.get()
    assert (row.pk, row.object_id, row.attempts) == ("evt_1", "cs_test_1", 1)
    assert row.handled_at is not None


def test_an_event_that_came_before_is_not_handled_again(deliver):
    for _ in range(3):
        assert deliver("checkout.session.completed", SESSION).status_code == 200
    assert StripeEvent.objects.get().attempts == 1


@pytest.mark.parametrize(
    "signature",
    ["", "t=1,v1=00", "nonsense", "t=x,v1=00", "v1=00", "t=1", "t=99999999999999999999,v1=00"],
)
def test_what_is_not_signed_is_refused(client, signature):
    response = post(client, event("checkout.session.completed", SESSION), signature)
    assert response.status_code == 400
    assert not StripeEvent.objects.exists()


def test_a_signature_of_another_body_or_secret_is_refused(client, deliver):
    body = event("checkout.session.completed", SESSION)
    signature = WebhookSignature.generate_signature_header(body, SECRET)
    assert post(client, body.replace("cs_test_1", "cs_test_2"), signature).status_code == 400
    assert deliver("checkout.session.completed", SESSION, secret="whsec_other").status_code == 400


def test_a_signature_counts_for_five_minutes(deliver):
    assert deliver("checkout.session.completed", SESSION, age=290).status_code == 200
    assert deliver("checkout.session.completed", SESSION, age=310).status_code == 400


def test_two_secrets_count_while_one_takes_the_others_place(deliver, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    assert deliver("checkout.session.completed", SESSION).status_code == 200
    assert deliver("checkout.session.completed", SESSION, secret="whsec_new", event_id="evt_2").status_code == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert deliver("checkout.session.completed", SESSION, event_id="evt_3").status_code == 400


@pytest.mark.parametrize("body", [b"\xff\xfe", b"", b"[]", b'"event"', b"{}", b'{"object": "v2.core.event"}'])
def test_a_signed_body_that_is_no_event_is_refused(client, body):
    signature = WebhookSignature.generate_signature_header(body.decode("latin-1"), SECRET)
    assert post(client, body, signature).status_code == 400


@pytest.mark.parametrize(
    ("kind", "fields", "note"),
    [
        ("customer.created", {}, "a type that we don't need"),
        ("checkout.session.completed", {"livemode": True}, "of the other mode: test or live"),
        ("checkout.session.completed", {}, "about nothing that was bought here"),
    ],
)
def test_what_does_not_concern_us_is_noted_and_answered_with_200(deliver, kind, fields, note):
    assert deliver(kind, SESSION, **fields).status_code == 200
    assert StripeEvent.objects.get().note == note


@pytest.mark.parametrize("named", ["1", "nonsense", "0b6d0f0c-5a1c-4a56-9d0e-4ad3e2f0a001"])
def test_a_session_of_another_product_is_none_of_ours(deliver, named):
    assert deliver("checkout.session.completed", {**SESSION, "metadata": {"purchase": named}}).status_code == 200
    assert StripeEvent.objects.get().note == "about nothing that was bought here"


def test_when_stripe_cannot_be_asked_the_event_is_sent_again(deliver):
    refund = {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "charge": "ch_1", "amount": 100}
    assert deliver("refund.created", refund).status_code == 500
    row = StripeEvent.objects.get()
    assert (row.handled_at, row.attempts, row.error) == (None, 1, "APIConnectionError")


def test_only_post_is_answered(client):
    assert client.get("/stripe/webhook/").status_code == 405


@pytest.mark.parametrize("missing", ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"])
def test_where_buying_is_off_there_is_no_webhook(deliver, settings, missing):
    setattr(settings, missing, "" if missing == "STRIPE_SECRET_KEY" else [])
    assert deliver("checkout.session.completed", SESSION).status_code == 404
