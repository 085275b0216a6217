"""Every order and every doubling of one purchase's events ends in the same balances and the same row."""

import random
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import User
from billing import ledger
from billing.models import StripeEvent
from tests.billing.proof import stories
from tests.billing.proof.stories import STORIES, Story
from tests.stripe.fake import FakeStripe
from tests.stripe.store import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]
# Orders of each story; the longest stories are tried in all orders below.
SAMPLED = 8


class _Back(Exception):
    """Undoes what one order did."""


def orders(events: list[Thing], seed: int) -> Iterator[list[Thing]]:
    """Some orders of the events, each of them once or twice, of a fixed sequence of chances."""
    chance = random.Random(seed)
    for _ in range(SAMPLED):
        doubled = events + chance.sample(events, chance.randint(0, len(events)))
        chance.shuffle(doubled)
        yield doubled


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_events_in_any_order_and_doubled_end_the_same(stripe_fake: FakeStripe, user: User, story: Story):
    session = stories.begun(user)
    events = story.tell(stripe_fake, session)
    for order in orders(events, seed=len(events)):
        try:
            with transaction.atomic():
                assert [stripe_fake.deliveries.send(event) for event in order] == [200] * len(order)
                names = [event["type"] for event in order]
                assert stories.end(user, session) == stories.expected(story), names
                assert ledger.verify() == [], names
                raise _Back
        except _Back:
            pass


@pytest.mark.slow
@pytest.mark.parametrize("story", [each for each in STORIES if each.is_long], ids=lambda story: story.name)
def test_all_orders_end_the_same(stripe_fake: FakeStripe, user: User, story: Story):
    session = stories.begun(user)
    events = story.tell(stripe_fake, session)
    tried = _deliver_all(stripe_fake, user, session, story, events)
    assert tried >= 120, "5 events and more"


def _deliver_all(fake: FakeStripe, user: User, session: str, story: Story, left: list[Thing]) -> int:
    """Tries every order of the events that are left, each delivered twice; orders share their beginnings."""
    if not left:
        assert stories.end(user, session) == stories.expected(story)
        assert ledger.verify() == []
        return 1
    tried = 0
    for event in left:
        try:
            with transaction.atomic():
                assert [fake.deliveries.send(event), fake.deliveries.send(event)] == [200, 200]
                assert StripeEvent.objects.get(pk=event["id"]).attempts == 1
                tried += _deliver_all(fake, user, session, story, [other for other in left if other is not event])
                raise _Back
        except _Back:
            pass
    return tried


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_events_that_come_at_any_time_while_more_happens_end_the_same(
    stripe_fake: FakeStripe, user: User, story: Story, seed: int
):
    chance = random.Random(f"{story.name} {seed}")
    session = stories.begun(user)
    sent: list[Thing] = []
    for _ in story.steps(stripe_fake, session):
        waiting = [event for event in stories.subscribed(stripe_fake) if event not in sent]
        for event in chance.sample(waiting, chance.randint(0, len(waiting))):
            sent += [event]
            assert stripe_fake.deliveries.send(event) == 200
        assert ledger.verify() == []
    late = [event for event in stories.subscribed(stripe_fake) if event not in sent]
    again = late + chance.sample(sent, chance.randint(0, len(sent)))
    for event in chance.sample(again, len(again)):
        assert stripe_fake.deliveries.send(event) == 200
    assert stories.end(user, session) == stories.expected(story)
