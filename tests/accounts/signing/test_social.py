"""Signing in with Google and GitHub, whose servers a small one of ours stands in for, over real HTTP."""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

from accounts.models import User
from rewind.social import social_providers
from tests.accounts.signing.oauth_server import CLIENT, SECRET, oauth_server
from tests.accounts.signing.person import PASSWORD, Person, mails_to

pytestmark = pytest.mark.django_db
ADA = {
    "id": 42,
    "login": "ada",
    "emails": [
        {"email": "ada@example.org", "verified": True, "primary": True},
        {"email": "second@example.org", "verified": True, "primary": False},
        {"email": "claimed@example.org", "verified": False, "primary": False},
    ],
}
KEYS = {
    f"{name}_CLIENT_{part}": CLIENT if part == "ID" else SECRET
    for name in ("GOOGLE", "GITHUB")
    for part in ("ID", "SECRET")
}


@pytest.fixture(scope="module")
def _server():
    with oauth_server() as server:
        yield server


@pytest.fixture
def over_there(_server, settings, monkeypatch):
    """The other site, where Ada is signed in; ours has its keys."""
    _server.person = ADA
    settings.SOCIALACCOUNT_PROVIDERS = social_providers(lambda name: KEYS.get(name, ""))
    for adapter in (GitHubOAuth2Adapter, GoogleOAuth2Adapter):
        monkeypatch.setattr(adapter, "authorize_url", f"{_server.url}/authorize")
        monkeypatch.setattr(adapter, "access_token_url", f"{_server.url}/token")
    monkeypatch.setattr(GitHubOAuth2Adapter, "profile_url", f"{_server.url}/user")
    monkeypatch.setattr(GitHubOAuth2Adapter, "emails_url", f"{_server.url}/emails")
    return _server


def come_by(over_there, person, provider="github", process="login"):
    """Press the button here, agree over there, come back."""
    leave = person.client.post(f"/account/{provider}/login/?process={process}&next=/faq/")
    return person.client.get(over_there.say_yes(leave["Location"]))


@pytest.mark.parametrize("provider", ["github", "google"])
def test_one_signs_up_and_later_in_without_a_password_or_a_mail(over_there, provider):
    ada = Person()
    assert come_by(over_there, ada, provider)["Location"] == "/faq/"
    assert ada.is_in
    ada.post("logout/")
    come_by(over_there, ada, provider)
    assert ada.is_in
    user = User.objects.get()
    assert user.email == "ada@example.org"
    assert not user.has_usable_password()
    assert [message for message in mails_to(ada.address) if "code" in message.subject] == []


@pytest.mark.parametrize("provider", ["github", "google"])
def test_of_what_they_tell_only_one_address_and_a_name_are_kept(over_there, provider):
    come_by(over_there, Person(), provider)
    account = SocialAccount.objects.get()
    assert set(account.extra_data) <= {"login", "email"}
    assert [address.email for address in User.objects.get().emailaddress_set.all()] == ["ada@example.org"]
    assert not SocialToken.objects.exists()


def test_no_more_is_asked_for_than_the_address(over_there):
    come_by(over_there, Person(), "github")
    come_by(over_there, Person(), "google")
    assert [set(asked["scope"].split()) for asked in over_there.asked[-2:]] == [{"user:email"}, {"openid", "email"}]


def test_an_address_that_they_did_not_confirm_is_confirmed_here(over_there):
    over_there.person = {**ADA, "emails": [{"email": "claimed@example.org", "verified": False, "primary": True}]}
    claimed = Person("claimed@example.org")
    assert come_by(over_there, claimed)["Location"].startswith("/account/confirm-email/")
    assert not claimed.is_in
    claimed.post("confirm-email/", code=claimed.code())
    assert claimed.is_in


def test_an_account_with_that_address_is_not_opened_by_them(over_there):
    User.objects.create_user("ada@example.org", PASSWORD)
    stranger = Person()
    assert come_by(over_there, stranger)["Location"] == "/account/confirm-email/"
    assert not stranger.is_in
    assert not SocialAccount.objects.exists()
    [message] = mails_to("ada@example.org")
    assert message.subject == "You have an account at Rewind already"


def test_who_is_in_connects_them_and_takes_them_off_again(over_there):
    ada = Person()
    ada.sign_up()
    ada.show_again()
    come_by(over_there, ada, process="connect")
    account = SocialAccount.objects.get()
    assert account.user.email == ada.address
    assert "GitHub" in ada.get("sign-in/").content.decode()
    assert "ada" in ada.get("3rdparty/").content.decode()
    assert mails_to(ada.address)[-1].subject == "An account was connected at Rewind"
    ada.post("3rdparty/", account=str(account.pk))
    assert not SocialAccount.objects.exists()


def test_a_code_from_somewhere_else_opens_nothing(over_there):
    ada = Person()
    ada.client.post("/account/github/login/?process=login")
    answer = ada.client.get("/account/github/login/callback/?code=code-999&state=made-up")
    assert answer.status_code in (200, 401)
    assert "account/layout.html" in {template.name for template in answer.templates}
    assert not ada.is_in


def test_who_says_no_over_there_is_told_how_to_go_on(over_there):
    ada = Person()
    leave = ada.client.post("/account/github/login/?process=login")["Location"]
    state = leave.partition("state=")[2].partition("&")[0]
    answer = ada.client.get(f"/account/github/login/callback/?error=access_denied&state={state}", follow=True)
    assert "You stopped on the other site" in answer.content.decode()


@pytest.mark.parametrize("path", ["login/", "signup/", "github/login/"])
def test_forms_may_lead_there_from_these_pages_only(over_there, path):
    page = Person().get(path)
    assert f"form-action 'self' {over_there.url}" in page["Content-Security-Policy"]
    assert over_there.url not in Person().get("password/reset/")["Content-Security-Policy"]
    if path != "github/login/":
        assert page.content.decode().count("GitHub") == page.content.decode().count("Google") == 1


def test_without_keys_there_are_neither_buttons_nor_pages(settings):
    settings.SOCIALACCOUNT_PROVIDERS = social_providers(lambda name: {"GITHUB_CLIENT_ID": CLIENT}.get(name, ""))
    page = Person().get("login/")
    assert "GitHub" not in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
    for path in ("github/login/", "google/login/", "github/login/callback/"):
        assert Person().get(path).status_code == 404, path
