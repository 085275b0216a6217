"""The checks of the shop's settings, and that each says what to do."""

import pytest

from billing.checks import stripe_is_whole


@pytest.mark.parametrize(
    ("key", "secrets", "production", "url", "found"),
    [
        ("", [], False, "", []),
        ("sk_test_1", ["whsec_1"], False, "", []),
        ("sk_test_1", ["whsec_1"], False, "http://127.0.0.1:1", []),
        ("rk_live_1", ["whsec_1"], True, "", []),
        ("sk_test_1", [], False, "", ["billing.E001"]),
        ("pk_test_1", ["whsec_1"], False, "", ["billing.E002"]),
        ("sk_live_1", ["whsec_1"], False, "", ["billing.W001"]),
        ("sk_live_1", ["whsec_1"], True, "http://127.0.0.1:1", ["billing.E003"]),
    ],
)
def test_what_is_wrong_is_found(settings, key, secrets, production, url, found):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = key, secrets
    settings.PRODUCTION, settings.STRIPE_API_URL = production, url
    messages = stripe_is_whole()
    assert [message.id for message in messages] == found
    assert all(message.hint for message in messages)
