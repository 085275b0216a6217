"""The official client at the fake, and a checkout."""

from typing import Any

import pytest

import stripe
from tests.stripe.fake import KEY, FakeStripe


@pytest.fixture
def client(stripe_fake: FakeStripe) -> stripe.StripeClient:
    """Without retries, so that a test sees each answer."""
    return stripe.StripeClient(KEY, base_addresses={"api": stripe_fake.url}, max_network_retries=0)


@pytest.fixture
def wanted() -> dict[str, Any]:
    """The parameters of a checkout of $5."""
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "200,000 Rewind tokens"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"purchase": "1"},
        "payment_intent_data": {"metadata": {"purchase": "1"}, "description": "200,000 Rewind tokens"},
        "customer_email": "ada@example.org",
        "success_url": "https://rewind.example/thanks/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://rewind.example/pricing/",
    }


@pytest.fixture
def session(client: stripe.StripeClient, wanted: dict[str, Any]) -> str:
    """The id of an open checkout."""
    return client.v1.checkout.sessions.create(params=wanted).id  # type: ignore[arg-type]
