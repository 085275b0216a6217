"""Events on their way over real HTTP: signed, repeated until 2xx, doubled, shuffled, late, lost, kept."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

import stripe
from tests.stripe.delivery import Plan
from tests.stripe.fake import SECRET, FakeStripe
from tests.stripe.server import serving
from tests.stripe.test_api import create


class Endpoint(ThreadingHTTPServer):
    """A webhook that refuses each event as often as `refusals` says, and notes what it took."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.refusals = 0
        self.tried = Counter()
        self.taken = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET)
        self.server.tried[event.id] += 1
        is_refused = self.server.tried[event.id] <= self.server.refusals
        if not is_refused:
            self.server.taken.append(event.type)
        self.send_response(500 if is_refused else 200)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def endpoint():
    server = Endpoint()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def stripe_fake(endpoint):
    fake = FakeStripe(f"http://127.0.0.1:{endpoint.server_address[1]}/")
    with serving(fake):
        yield fake


def kinds(fake):
    return Counter(event["type"] for event in fake.events())


def test_every_event_comes_signed(stripe_fake, endpoint, session):
    stripe_fake.pay(session)
    assert stripe_fake.deliveries.settled()
    assert Counter(endpoint.taken) == kinds(stripe_fake)
    assert {event["pending_webhooks"] for event in stripe_fake.events()} == {0}


def test_what_was_refused_comes_again_until_it_is_taken(stripe_fake, endpoint, session):
    endpoint.refusals = 2
    stripe_fake.pay(session)
    assert stripe_fake.deliveries.settled()
    assert Counter(endpoint.taken) == kinds(stripe_fake)
    assert set(endpoint.tried.values()) == {3}


def test_doubled_shuffled_and_lost(stripe_fake, endpoint, session):
    stripe_fake.deliveries.plan = Plan(copies=2, shuffle=0.3, drop=frozenset({"charge.updated"}))
    stripe_fake.pay(session)
    assert stripe_fake.deliveries.settled()
    expected = kinds(stripe_fake)
    del expected["charge.updated"]
    assert Counter(endpoint.taken) == expected + expected
    assert endpoint.taken[::2] != list(expected), "not in order"


def test_kept_until_they_are_released(stripe_fake, endpoint, session):
    control = f"{stripe_fake.url}/_control"
    assert requests.post(f"{control}/plan", json={"hold": True}, timeout=5).status_code == 200
    page = requests.post(f"{stripe_fake.url}/c/pay/{session}", {"how": "card"}, allow_redirects=False, timeout=5)
    assert (page.status_code, page.headers["Location"]) == (
        303,
        f"https://rewind.example/thanks/?session={session}",
    )
    assert endpoint.taken == []
    assert set(requests.post(f"{control}/release", timeout=30).json()) == {200}
    assert Counter(endpoint.taken) == kinds(stripe_fake)


def test_the_desk_does_what_payers_and_banks_may_do(stripe_fake, client, wanted, session):
    def press(do, which):
        return requests.post(f"{stripe_fake.url}/_control/act", {"do": f"{do} {which}"}, timeout=5)

    other = create(client, wanted).id
    for do in ("decline", "pay", "refund_part", "refund_fails", "dispute", "dispute_won", "refund"):
        assert press(do, session).status_code == 200, do
    for do in ("pay_later", "arrive", "inquiry", "warn"):
        assert press(do, other).status_code == 200, do
    assert press("arrive", other).status_code == 400
    assert press("sing", other).status_code == 404
    desk = requests.get(f"{stripe_fake.url}/", timeout=5).text
    assert "Decide it for the payer" in desk
    assert requests.get(stripe_fake.charge_of(session)["receipt_url"], timeout=5).status_code == 200
