"""System checks of the shop's settings, with a hint of what to do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from billing.shop import gateway

TAG = "rewind"


@register(TAG)
def stripe_is_whole(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whoever can be charged is also given the tokens, and nobody is charged by a machine that is only tried out."""
    found: list[CheckMessage] = []
    key = settings.STRIPE_SECRET_KEY
    if key and not settings.STRIPE_WEBHOOK_SECRETS:
        hint = "Set STRIPE_WEBHOOK_SECRET to the endpoint's `whsec_...` (docs/billing.md), or leave both empty."
        found.append(Error("STRIPE_SECRET_KEY is set, but not STRIPE_WEBHOOK_SECRET.", hint=hint, id="billing.E001"))
    if key and not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        hint = "Take the secret key (`sk_...`) or a restricted one (`rk_...`), not the publishable one (`pk_...`)."
        found.append(Error("STRIPE_SECRET_KEY is no secret key of Stripe.", hint=hint, id="billing.E002"))
    if gateway.is_live() and not settings.PRODUCTION:
        hint = "Use a test key here; live keys are for REWIND_ENV=production."
        found.append(Warning("STRIPE_SECRET_KEY moves real money outside production.", hint=hint, id="billing.W001"))
    if settings.STRIPE_API_URL and settings.PRODUCTION:
        hint = "Leave STRIPE_API_URL empty: it is for tests."
        found.append(Error("STRIPE_API_URL is set in production.", hint=hint, id="billing.E003"))
    return found
