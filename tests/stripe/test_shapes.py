"""The fake's answers have the fields and types of Stripe's."""

import json
from typing import Any

import pytest

import stripe
from rewind.env import BASE_DIR
from tests.billing.proof.stories import STORIES, Story
from tests.stripe.fake import FakeStripe
from tests.stripe.shapes import CLASSES, against_example, against_types, declared_kinds

EXAMPLES = BASE_DIR.parent / "shared" / "data" / "stripe-fixtures3.json"
PLACES = {
    "checkout.session": lambda client: client.v1.checkout.sessions,
    "payment_intent": lambda client: client.v1.payment_intents,
    "charge": lambda client: client.v1.charges,
    "refund": lambda client: client.v1.refunds,
    "dispute": lambda client: client.v1.disputes,
    "event": lambda client: client.v1.events,
    "balance_transaction": lambda client: client.v1.balance_transactions,
}
EXPAND = {
    "checkout.session": ["line_items", "payment_intent.latest_charge.balance_transaction"],
    "charge": ["refunds", "balance_transaction", "payment_intent"],
    "refund": ["charge", "payment_intent", "balance_transaction"],
    "dispute": ["charge", "payment_intent"],
}


def answers(fake: FakeStripe, client: stripe.StripeClient, *, expand: bool) -> list[dict[str, Any]]:
    """Every object that there is, as the official client gets it."""
    found = []
    for thing in list(fake.store.things.values()):
        if thing["object"] in PLACES:
            paths = EXPAND.get(thing["object"], []) if expand else []
            paths = [path for path in paths if thing.get(path.split(".")[0], True)]
            got = PLACES[thing["object"]](client).retrieve(thing["id"], params={"expand": paths} if paths else {})
            found.append(json.loads(got.last_response.body))
    return found


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_answers_have_the_declared_types(stripe_fake, client, session, story: Story):
    found = answers(stripe_fake, client, expand=False)
    story.tell(stripe_fake, session)
    for expand in (False, True):
        found += answers(stripe_fake, client, expand=expand)
    assert [fault for thing in found for fault in against_types(thing)] == []
    items = json.loads(client.v1.checkout.sessions.line_items.list(session).last_response.body)["data"]
    assert [fault for item in items for fault in against_types(item)] == []


def test_all_kinds_of_objects_were_looked_at(stripe_fake, client, session):
    stripe_fake.pay(session)
    stripe_fake.refund(session, 100)
    stripe_fake.dispute(session, 400)
    warning = stripe_fake.warn(session)
    assert against_types(warning) == []
    assert {thing["object"] for thing in answers(stripe_fake, client, expand=False)} == set(PLACES)


def test_the_walker_finds_what_is_wrong(stripe_fake, client, session):
    (thing, *_) = answers(stripe_fake, client, expand=False)
    assert against_types({**thing, "status": "great"}) != []
    assert against_types({**thing, "created": "yesterday"}) != []
    assert against_types({**thing, "surprise": 1}) == ["checkout.session.surprise isn't declared"]
    assert against_types({name: value for name, value in thing.items() if name != "expires_at"}) != []
    assert against_types({**thing, "automatic_tax": {}}) == ["checkout.session.automatic_tax.enabled is missing"]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="Stripe's example objects aren't beside this checkout")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_answers_are_like_the_published_examples(stripe_fake, client, session, story: Story):
    examples = json.loads(EXAMPLES.read_text())["resources"]
    story.tell(stripe_fake, session)
    found = answers(stripe_fake, client, expand=False) + stripe_fake.store.items[session]
    assert [fault for thing in found for fault in against_example(thing, examples[thing["object"]])] == []
    assert set(CLASSES) <= set(examples)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_events_are_of_types_that_stripe_knows(stripe_fake, session, story: Story):
    story.tell(stripe_fake, session)
    assert {event["type"] for event in stripe_fake.events()} <= set(declared_kinds())
