"""Signing in and out: by password, by mail, onward to where one wanted to go, and not too often."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.signing.person import PASSWORD, Person, mails_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    ada = Person()
    ada.sign_up()
    ada.client = Client(REMOTE_ADDR="192.0.2.78")
    mail.outbox.clear()
    return ada


def test_one_signs_in_by_password_in_any_case_of_the_address(ada):
    ada.address = "ADA@Example.org"
    answer = ada.sign_in()
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert ada.is_in


def test_a_wrong_password_and_an_unknown_address_say_the_same(ada):
    said = []
    for login, password in ((ada.address, "not the one at all"), ("nobody@example.org", PASSWORD)):
        answer = ada.post("login/", login=login, password=password)
        said.append(answer.context["form"].non_field_errors())
    assert said[0] == said[1]
    assert not ada.is_in


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/faq/", "/faq/"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("javascript:alert(1)", "/account/"),
    ],
)
def test_next_leads_on_but_never_off_the_site(ada, wanted, goes):
    assert ada.sign_in(next=wanted)["Location"] == goes


def test_signing_in_makes_a_new_session(ada):
    ada.get("login/")
    session = ada.client.session
    session["before"] = "1"
    session.save()
    ada.client.cookies["sessionid"] = before = session.session_key
    ada.sign_in()
    assert ada.client.session.session_key != before
    assert ada.client.cookies["sessionid"]["max-age"] == 30 * 24 * 3600


def test_one_signs_out_by_post_only(ada):
    ada.sign_in()
    assert ada.get("logout/").status_code == 200
    assert ada.is_in
    assert ada.post("logout/")["Location"] == "/"
    assert not ada.is_in


def test_forms_of_other_sites_are_refused():
    strict = Client(enforce_csrf_checks=True)
    for path in ("login/", "signup/", "logout/", "password/reset/"):
        assert strict.post(f"/account/{path}").status_code == 403, path


def test_one_signs_in_by_a_code_from_the_mail(ada):
    assert ada.post("login/code/", email=ada.address)["Location"] == "/account/login/code/confirm/"
    ada.post("login/code/confirm/", code=ada.code())
    assert ada.is_in


def test_a_code_for_an_unknown_address_looks_the_same(ada):
    stranger = Person("nobody@example.org")
    assert stranger.post("login/code/", email=stranger.address)["Location"] == "/account/login/code/confirm/"
    assert stranger.get("login/code/confirm/").status_code == 200
    [message] = mails_to("nobody@example.org")
    assert message.subject == "There is no account at Rewind for this address"


def test_five_wrong_passwords_lock_the_address_for_a_while_wherever_they_come_from(ada):
    for number in range(5):
        Person(client=Client(REMOTE_ADDR=f"198.51.100.{number}")).post("login/", login=ada.address, password="wrong")
    answer = ada.sign_in()
    assert "Too many" in str(answer.context["form"].non_field_errors())
    assert not ada.is_in


def test_too_many_tries_from_one_address_get_a_page_of_ours(settings):
    settings.TRUSTED_PROXIES = 1  # and what the caller writes to the left of our proxy's entry counts for nothing
    client = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(11):
        answer = client.post("/account/signup/", headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.9"})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert client.post("/account/signup/", headers={"X-Forwarded-For": "192.0.2.10"}).status_code == 200


def test_a_closed_account_does_not_open(ada):
    User.objects.update(is_active=False)
    assert ada.sign_in()["Location"] == "/account/inactive/"
    assert not ada.is_in


def test_a_changed_password_ends_all_other_sessions(ada):
    elsewhere = Person()
    elsewhere.sign_in()
    ada.sign_in()
    answer = ada.post(
        "password/change/", oldpassword=PASSWORD, password1="another long one", password2="another long one"
    )
    assert answer["Location"] == "/account/sign-in/"
    assert ada.get("sign-in/").status_code == 200
    assert elsewhere.get("sign-in/").status_code == 302
    assert mails_to(ada.address)[-1].subject == "Your password at Rewind was changed"
