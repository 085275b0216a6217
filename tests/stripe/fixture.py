"""pytest's way to the fake: `stripe_fake` is empty at each test, and this process's shop is switched on with it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.stripe.fake import KEY, SECRET, FakeStripe
from tests.stripe.server import serving

WEBHOOK = "/stripe/webhook/"


@pytest.fixture(scope="session")
def _stripe_server() -> Iterator[FakeStripe]:
    with serving(FakeStripe()) as fake:
        yield fake


@pytest.fixture
def stripe_fake(_stripe_server: FakeStripe, settings: Any) -> FakeStripe:
    """Stripe. Events are held in `deliveries.held`; `deliveries.send` brings one to the site in this process."""
    fake = _stripe_server
    fake.reset()
    fake.deliveries.post = poster()
    settings.STRIPE_API_URL, settings.STRIPE_SECRET_KEY = fake.url, KEY
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    return fake


def poster() -> Callable[[bytes, dict[str, str]], int]:
    """Posts to the webhook of this process, without a network."""
    client = Client(raise_request_exception=False)

    def post(body: bytes, headers: dict[str, str]) -> int:
        kind = headers["Content-Type"]
        rest = {name: value for name, value in headers.items() if name != "Content-Type"}
        return client.post(WEBHOOK, body, content_type=kind, headers=rest).status_code

    return post
