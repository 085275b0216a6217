"""Our way to Stripe: whether buying is switched on, the client, and where the checkout is."""

from functools import lru_cache
from urllib.parse import urlsplit

import stripe
from django.conf import settings

# The version that this code was written against. Answers come in it whatever the account's own is; the webhook's
# endpoint is to have the same (docs/billing.md).
API_VERSION = "2026-10-28.endive"
CHECKOUT = "https://checkout.stripe.com"
SECONDS = 20  # that one request may take; Stripe's own answers take one or two
RETRIES = 2  # of a request that got no answer, with the same idempotency key


def is_on() -> bool:
    """Whether packs can be bought here: both the key and the webhook's secret are set."""
    return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRETS)


def is_live() -> bool:
    """Whether the key moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


def client() -> stripe.StripeClient:
    """The official client with our key. Only where buying is on."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_URL)


@lru_cache(maxsize=4)
def _client(key: str, url: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": url} if url else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=SECONDS),
    )


def checkout_origin() -> str:
    """Where Stripe's payment page is, for the policy of pages whose forms end up there."""
    if not settings.STRIPE_API_URL:
        return CHECKOUT
    address = urlsplit(settings.STRIPE_API_URL)
    return f"{address.scheme}://{address.netloc}"
