"""Each story in the order in which it happened: the tokens are where they belong after every step."""

import pytest

from accounts.models import User
from billing import ledger
from tests.billing.proof import stories
from tests.billing.proof.stories import STORIES, Story
from tests.stripe.fake import FakeStripe

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_ends_where_it_should(stripe_fake: FakeStripe, user: User, story: Story):
    session = stories.begun(user)
    sent: set[str] = set()
    for _ in story.steps(stripe_fake, session):
        for event in stripe_fake.events():
            if event["id"] not in sent:
                assert stripe_fake.deliveries.send(event) == 200
                sent.add(event["id"])
        assert ledger.verify() == []
    assert stories.end(user, session) == stories.expected(story)
