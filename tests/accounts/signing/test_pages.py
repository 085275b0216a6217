"""Each page that allauth can show is one of ours, and so is each of its mails."""

from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from accounts.signing import urls
from rewind.env import BASE_DIR
from tests.accounts.signing.person import Person

THEIRS = Path(allauth.__file__).parent / "templates"
ROOMS = ("account", "mfa", "socialaccount")
# What can't be shown here, and why.
NEVER = {
    "base*": "the frames of their own pages, and of sign-ups by passkey",
    "*/base*": "the same",
    "snippets/*": "pieces of their own pages",
    "*/snippets/*": "the same",
    "email.html": "accounts have one address",
    "email_confirm.html": "addresses are confirmed by code",
    "verification_sent.html": "the same",
    "verified_email_required.html": "nobody gets in without",
    "*phone*": "there are no phone numbers",
    "*/phone*": "the same",
    "confirm_password_reset_code.html": "passwords are reset by link",
    "email/password_reset_code*": "the same",
    "signup_by_passkey.html": "one signs up by e-mail",
    "webauthn/signup_form.html": "the same",
    "index.html": "leads to our page of all ways in",
    "trust.html": "no browser is trusted for long",
    "login_redirect.html": "nothing uses it",
    "recovery_codes/download.txt": "the bare codes",
}
PAGES = [
    path.relative_to(THEIRS)
    for room in ROOMS
    for path in sorted((THEIRS / room).rglob("*.*"))
    if not any(path.relative_to(THEIRS / room).match(pattern) for pattern in NEVER)
]
VISITORS = ["login", "signup", "password/reset", "password/reset/done", "login/code", "inactive"]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_each_of_their_pages_mails_and_messages_has_one_of_ours_in_its_place(page):
    assert Path(get_template(str(page)).origin.name).is_relative_to(BASE_DIR / "templates")


def names():
    """Every name of an address below /account/ that is allauth's."""
    found = []

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                found.append(pattern.name)
            else:
                walk(pattern.url_patterns)

    walk(urls.urlpatterns)
    return sorted({name for name in found if name})


def addresses():
    for name in names():
        for arguments in ({}, {"pk": 1}, {"uidb36": "1", "key": "set-password"}):
            try:
                yield reverse(name, kwargs=arguments)
                break
            except NoReverseMatch:
                continue
        else:
            raise AssertionError(name)


def is_ours(answer):
    """A redirect, a file, a page that isn't there, or a page in the account's frame with no mark of a default."""
    if answer.status_code in (301, 302, 404, 405):
        return True
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        return True
    used = {template.name for template in answer.templates}
    return "account/layout.html" in used and "<strong>Menu:</strong>" not in answer.content.decode()


@pytest.mark.django_db
def test_each_address_answers_with_a_page_of_ours_to_visitors_and_accounts():
    ada = Person()
    ada.sign_up()
    ada.set_up_totp()
    for person in (Person(), ada):
        seen = {address: person.client.get(address) for address in addresses() if address != "/account/logout/"}
        assert [address for address, answer in seen.items() if not is_ours(answer)] == []
        assert sum(answer.status_code == 200 for answer in seen.values()) >= 8
        assert len(seen) > 25


@pytest.mark.django_db
@pytest.mark.parametrize("path", VISITORS)
def test_visitors_pages_cannot_be_indexed_or_kept(path):
    answer = Person().get(f"{path}/")
    assert answer.status_code == 200
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login", "signup", "logout", "email", "sign-in", "password/change"])
def test_pages_with_somebodys_data_are_never_kept(path):
    ada = Person()
    if path not in ("login", "signup"):
        ada.sign_up()
    answer = ada.get(f"{path}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_page_of_all_ways_in_says_how_each_stands():
    ada = Person()
    ada.sign_up()
    page = ada.get("sign-in/").content.decode()
    for part in ("ada@example.org, confirmed", "Set up", "Add one", "Sign out"):
        assert part in page
    assert "Recovery codes" not in page
    assert "Connected accounts" not in page
    ada.set_up_totp()
    page = ada.get("sign-in/").content.decode()
    assert "10 unused" in page
    assert "Switch off" in page


@pytest.mark.django_db
def test_it_shows_each_of_the_cast_their_own(cast):
    for member in cast:
        answer = member.client.get("/account/sign-in/")
        if member in (cast.owner, cast.other, cast.staff):
            assert member.user.email in answer.content.decode()
        else:
            assert answer["Location"] == "/account/login/?next=/account/sign-in/"


@pytest.mark.django_db
def test_the_sign_in_page_says_what_an_account_gives(settings):
    settings.DAILY_TOKENS, settings.HISTORY_DAYS = {"visitor": 1_111, "user": 7_777}, 77
    for path in ("login/", "signup/"):
        page = Person().get(path).content.decode()
        assert "7,777" in page
        assert "1,111" in page
        assert "77 days" in page


def test_public_pages_stay_without_cookies(client):
    for path in ("/", "/glossary/", "/privacy/", "/terms/", "/faq/"):
        answer = client.get(path)
        assert not answer.cookies, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_all_addresses_of_the_site_resolve():
    assert get_resolver().resolve("/account/sign-in/").url_name == "account_ways_in"
