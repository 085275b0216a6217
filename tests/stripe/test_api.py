"""The fake's API as the official client sees it: keys, parameters, idempotency, pages, what goes wrong."""

import threading
import time

import pytest
import requests

import stripe
from tests.stripe.fake import KEY
from tests.waiting import until


def create(client, wanted, key=None, **changed):
    return client.v1.checkout.sessions.create(
        params={**wanted, **changed}, options={"idempotency_key": key} if key else {}
    )


def test_a_wrong_key_is_refused(stripe_fake, wanted):
    other = stripe.StripeClient("sk_test_other", base_addresses={"api": stripe_fake.url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError) as error:
        create(other, wanted)
    assert error.value.http_status == 401
    assert error.value.request_id.startswith("req_")
    assert requests.get(f"{stripe_fake.url}/v1/events", timeout=5).status_code == 401


@pytest.mark.parametrize(
    ("changed", "code", "param"),
    [
        ({"nonsense": 1}, "parameter_unknown", "nonsense"),
        ({"line_items": [{"quantity": 1, "colour": "red"}]}, "parameter_unknown", "line_items[0][colour]"),
        ({"line_items": [{"quantity": "many"}]}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"mode": "gift"}, "parameter_invalid", "mode"),
        ({"success_url": "javascript:1"}, "url_invalid", "success_url"),
        ({"expires_at": 1}, "parameter_invalid", "expires_at"),
        ({"metadata": {"k" * 41: "v"}}, "parameter_invalid", "metadata"),
    ],
)
def test_parameters_that_will_not_do_are_named(client, wanted, changed, code, param):
    with pytest.raises(stripe.InvalidRequestError) as error:
        create(client, wanted, **changed)
    assert (error.value.http_status, error.value.code, error.value.param) == (400, code, param)


def test_what_is_not_there_is_a_404(client):
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.checkout.sessions.retrieve("cs_test_none")
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")


def test_the_same_key_and_parameters_get_the_same_answer(stripe_fake, client, wanted):
    first, second = create(client, wanted, "k"), create(client, wanted, "k")
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(stripe_fake.store.all("checkout.session")) == 1
    with pytest.raises(stripe.IdempotencyError):
        create(client, wanted, "k", client_reference_id="other")


def test_a_500_is_kept_for_its_key_and_a_refusal_is_not(stripe_fake, client, wanted):
    stripe_fake.faults.add("crash_after", method="POST")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            create(client, wanted, "k")
    assert len(stripe_fake.store.all("checkout.session")) == 1
    stripe_fake.faults.add("refuse", method="POST", status=429)
    with pytest.raises(stripe.RateLimitError):
        create(client, wanted, "other")
    with pytest.raises(stripe.InvalidRequestError):
        create(client, wanted, "other", mode="gift")
    assert create(client, wanted, "other").status == "open"


def test_a_key_in_use_is_a_conflict(stripe_fake, client, wanted):
    with stripe_fake.lock:
        thread = threading.Thread(target=create, args=(client, wanted, "k"))
        thread.start()
        until(lambda: "k" in stripe_fake.keys._kept)
        with pytest.raises(stripe.APIError) as error:
            create(client, wanted, "k")
    thread.join()
    assert error.value.http_status == 409


def test_an_answer_that_was_cut_off_is_there_for_the_same_key(stripe_fake, client, wanted):
    stripe_fake.faults.add("cut", method="POST")
    with pytest.raises(stripe.APIConnectionError):
        create(client, wanted, "k")
    assert create(client, wanted, "k").id == stripe_fake.store.all("checkout.session")[0]["id"]


def test_lists_come_in_pages_both_ways(client, wanted):
    ids = [create(client, wanted).id for _ in range(5)][::-1]
    sessions = client.v1.checkout.sessions
    first = sessions.list(params={"limit": 2})
    assert ([each.id for each in first.data], first.has_more) == (ids[:2], True)
    rest = sessions.list(params={"limit": 3, "starting_after": ids[1]})
    assert ([each.id for each in rest.data], rest.has_more) == (ids[2:], False)
    back = sessions.list(params={"limit": 2, "ending_before": ids[4]})
    assert ([each.id for each in back.data], back.has_more) == (ids[2:4], True)
    assert [each.id for each in sessions.list(params={"limit": 2}).auto_paging_iter()] == ids
    with pytest.raises(stripe.InvalidRequestError):
        sessions.list(params={"limit": 101})


def test_events_are_found_by_time_and_type(stripe_fake, client, session):
    stripe_fake.pay(session)
    stripe_fake.lapse(100)
    stripe_fake.refund(session)
    events = client.v1.events
    late = events.list(params={"created": {"gte": stripe_fake.store.now() - 50}}).data
    assert {event.type for event in late} == {"refund.created", "charge.refunded"}
    found = events.list(params={"types": ["checkout.session.completed", "refund.created"]}).data
    assert [event.type for event in found] == ["refund.created", "checkout.session.completed"]


def test_what_is_named_is_written_out(stripe_fake, client, session):
    stripe_fake.pay(session)
    found = client.v1.checkout.sessions.retrieve(session, params={"expand": ["payment_intent.latest_charge"]})
    assert found.payment_intent.latest_charge.paid is True
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve(session, params={"expand": ["nonsense"]})


def test_refunds_are_limited_to_what_was_paid(stripe_fake, client, session):
    stripe_fake.pay(session)
    payment = stripe_fake.session(session)["payment_intent"]
    client.v1.refunds.create(params={"payment_intent": payment, "amount": 200})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(params={"payment_intent": payment, "amount": 301})
    rest = client.v1.refunds.create(params={"payment_intent": payment})
    assert rest.amount == 300
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.refunds.create(params={"payment_intent": payment})
    assert error.value.code == "charge_already_refunded"
    stripe_fake.refund_ends(rest.id, well=False)
    assert client.v1.charges.retrieve(rest.charge).amount_refunded == 200


def test_a_charge_in_dispute_cannot_be_refunded(stripe_fake, client, session):
    stripe_fake.pay(session)
    dispute = stripe_fake.dispute(session)
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.refunds.create(params={"charge": dispute["charge"]})
    assert error.value.code == "charge_disputed"
    assert client.v1.disputes.close(dispute["id"]).status == "lost"


def test_checkouts_expire_by_themselves_and_by_hand(stripe_fake, client, wanted, session):
    other = create(client, wanted, expires_at=int(time.time()) + 1900)
    stripe_fake.lapse(2000)
    assert client.v1.checkout.sessions.retrieve(other.id).status == "expired"
    assert client.v1.checkout.sessions.expire(session).url is None
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session)


def test_the_client_is_known_by_its_key_only(stripe_fake):
    answer = requests.get(f"{stripe_fake.url}/v1/events", auth=(KEY, ""), timeout=5)
    assert (answer.status_code, answer.json()["object"]) == (200, "list")
    assert requests.delete(f"{stripe_fake.url}/v1/events", auth=(KEY, ""), timeout=5).status_code == 404
