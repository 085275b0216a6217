"""A shop that is switched on, and events signed as Stripe signs them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.billing.shop.signed import KEY, SECRET, send


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
