"""The pages on privacy and terms, held to what the code does."""

import pytest
from django.conf import settings as live_settings

from accounts import visitors


@pytest.mark.parametrize("path", ["/privacy/", "/terms/"])
def test_anybody_may_read_and_keep_them(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/privacy/", "/terms/"])
def test_they_say_who_runs_the_site_or_that_nobody_said_so(client, settings, path):
    assert "hasn't filled in" in client.get(path).content.decode()
    settings.OPERATOR = {"name": "Ada & Co", "address": "Analytical Street 1", "email": "ada@example.org"}
    page = client.get(path).content.decode()
    assert "hasn't filled in" not in page
    for part in ("Ada &amp; Co", "Analytical Street 1", "mailto:ada@example.org"):
        assert part in page


def test_the_terms_say_what_is_free_today(client, settings):
    settings.DAILY_TOKENS = {"visitor": 1_234, "user": 56_789}
    page = client.get("/terms/").content.decode()
    assert "1,234" in page
    assert "56,789" in page


def test_privacy_names_our_cookies_and_their_time(client):
    page = client.get("/privacy/").content.decode()
    for cookie in (visitors.cookie_name(), live_settings.SESSION_COOKIE_NAME, live_settings.CSRF_COOKIE_NAME):
        assert f"“{cookie}”" in page
    assert visitors.MAX_AGE == 365 * 24 * 3600
    assert live_settings.SESSION_COOKIE_AGE == 30 * 24 * 3600


def test_privacy_speaks_of_other_companies_only_where_they_are(client, settings):
    page = client.get("/privacy/").content.decode()
    assert "Google" not in page
    assert "Nothing can be bought here" in page
    settings.SOCIALACCOUNT_PROVIDERS = {"github": {}}
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    page = client.get("/privacy/").content.decode()
    assert "Google or GitHub" in page
    assert "We never see the number of your card" in page


def test_they_are_linked_from_every_page(client):
    page = client.get("/glossary/").content.decode()
    assert 'href="/privacy/"' in page
    assert 'href="/terms/"' in page
