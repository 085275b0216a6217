"""A shop that is switched on, and events signed as Stripe signs them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.billing.shop.clicks import click
from tests.billing.shop.signed import KEY, SECRET, send
from tests.cast import Cast, Member
from tests.stripe.fake import FakeStripe


@pytest.fixture
def shop_on(settings: Any) -> None:
    """Buying is on, by a test key and one secret. Nothing answers for Stripe."""
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    settings.STRIPE_API_URL = "http://127.0.0.1:9"  # nothing listens there


@pytest.fixture
def deliver(client: Any) -> Callable[..., Any]:
    """Sends an event to the webhook: `deliver(type, object)`."""
    return lambda *arguments, **keywords: send(client, *arguments, **keywords)


@pytest.fixture
def buy(cast: Cast, stripe_fake: FakeStripe) -> Callable[..., str]:
    """The owner, or another `member`, presses "Buy": `buy(pack, form=...)`; the checkout's id."""

    def press(pack: str = "usd-5", *, member: Member = cast.owner, **fields: str) -> str:
        return click(member, pack, **fields)

    return press


@pytest.fixture
def deliver_all(stripe_fake: FakeStripe) -> Callable[[], list[int]]:
    """Sends every event that the fake holds, in order; the answers' statuses."""
    return stripe_fake.deliveries.release
