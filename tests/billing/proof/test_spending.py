"""Money goes back after tokens were spent: no balance goes below zero, and what can't be taken is written down."""

import random

import pytest

from accounts.models import User
from billing import ledger
from billing.models import Purchase
from tests.billing.proof import stories
from tests.billing.proof.stories import STORIES, TOKENS, Story, account
from tests.stripe.fake import FakeStripe

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("sound_books")]
PAID = [story for story in STORIES if story.state == "paid"]


def spend(user: User, amount: int, name: str) -> int:
    """Spends so many tokens, the day's free ones first; how many bought ones that took."""
    ledger.hold(account(user), amount, reference=name, seconds=600)
    return ledger.settle(name, amount).bought


@pytest.mark.parametrize("share", [0.3, 0.9, 1.0])
@pytest.mark.parametrize("story", PAID, ids=lambda story: story.name)
def test_what_was_spent_before_money_went_back_is_lost_and_no_more(
    stripe_fake: FakeStripe, user: User, story: Story, share: float
):
    session = stories.begun(user)
    steps, spent = story.steps(stripe_fake, session), 0
    while not spent:
        next(steps)
        for event in stories.subscribed(stripe_fake):
            assert stripe_fake.deliveries.send(event) == 200
        if ledger.balance(account(user)).bought:
            spent = spend(user, 5_000 + int(TOKENS * share), "all")
    for _ in steps:
        pass
    for event in stories.subscribed(stripe_fake):
        assert stripe_fake.deliveries.send(event) == 200
    _is_right(story, user, session, spent)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("story", PAID, ids=lambda story: story.name)
def test_spending_at_any_time_between_events(stripe_fake: FakeStripe, user: User, story: Story, seed: int):
    chance = random.Random(f"{story.name} {seed}")
    session = stories.begun(user)
    spent = 0
    for _ in story.steps(stripe_fake, session):
        events = stories.subscribed(stripe_fake)
        for event in chance.sample(events, chance.randint(1, len(events)) if events else 0):
            assert stripe_fake.deliveries.send(event) == 200
            available = ledger.balance(account(user)).available
            if available and chance.random() < 0.7:
                spent += spend(user, chance.randint(1, available), f"{chance.random()}")
    for event in stories.subscribed(stripe_fake):
        assert stripe_fake.deliveries.send(event) == 200
    _is_right(story, user, session, spent)


def _is_right(story: Story, user: User, session: str, spent: int) -> None:
    """Taken and lost together are the target, frozen and what should be too, and every token is somewhere once."""
    row = Purchase.objects.get(session_id=session)
    balance = ledger.balance(account(user))
    assert (row.tokens_taken + row.tokens_lost, row.tokens_frozen + row.tokens_unfrozen) == (story.taken, story.frozen)
    assert balance.bought >= 0
    assert balance.bought + row.tokens_taken + row.tokens_frozen + spent == TOKENS
    assert (row.refunded, row.dispute) == (story.refunded, story.dispute)
