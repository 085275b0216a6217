"""Second factors: an authenticator app, recovery codes, and how their secrets lie in the database."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.errors import Refused
from accounts.signing.factors import FactorAdapter
from tests.accounts.signing.person import Person, mails_to, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Signed up, with an authenticator app; her second browser isn't signed in."""
    ada = Person()
    ada.sign_up()
    ada.secret = ada.set_up_totp()
    ada.client = Client(REMOTE_ADDR="192.0.2.78")
    return ada


def recovery_codes():
    return Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()


def test_the_password_alone_no_longer_opens_the_account(ada):
    assert ada.sign_in(next="/faq/")["Location"] == "/account/2fa/authenticate/"
    assert not ada.is_in
    assert ada.post("2fa/authenticate/", code="000000").status_code == 200
    assert not ada.is_in
    assert ada.post("2fa/authenticate/", code=totp_code(ada.secret, 1))["Location"] == "/faq/"
    assert ada.is_in


def test_neither_does_a_code_by_mail_nor_the_link_of_a_reset(ada):
    ada.post("login/code/", email=ada.address)
    assert ada.post("login/code/confirm/", code=ada.code())["Location"] == "/account/2fa/authenticate/"
    ada.client = Client()
    ada.post("password/reset/", email=ada.address)
    page = ada.get(ada.link())["Location"].removeprefix("/account/")
    answer = ada.post(page, password1="another long one", password2="another long one")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not ada.is_in


def test_a_code_opens_once(ada):
    code = totp_code(ada.secret, 1)
    ada.sign_in()
    ada.post("2fa/authenticate/", code=code)
    ada.client = Client()
    ada.sign_in()
    ada.post("2fa/authenticate/", code=code)
    assert not ada.is_in


def test_a_recovery_code_opens_once(ada):
    code = recovery_codes()[0]
    ada.sign_in()
    ada.post("2fa/authenticate/", code=code)
    assert ada.is_in
    assert code not in recovery_codes()
    ada.client = Client()
    ada.sign_in()
    ada.post("2fa/authenticate/", code=code)
    assert not ada.is_in


def test_ten_recovery_codes_come_with_the_app_and_are_shown_and_downloaded():
    ada = Person()
    ada.sign_up()
    ada.set_up_totp()
    page = ada.get("2fa/recovery-codes/").content.decode()
    file = ada.get("2fa/recovery-codes/download/").content.decode()
    assert len(recovery_codes()) == 10
    assert all(code in page and code in file for code in recovery_codes())


def test_what_could_lock_one_out_asks_for_the_password_again():
    ada = Person()
    ada.sign_up()
    for path in ("2fa/totp/activate/", "2fa/webauthn/add/"):
        assert ada.get(path)["Location"].startswith("/account/reauthenticate/"), path
    ada.show_again()
    assert ada.get("2fa/totp/activate/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_owner_hears_of_each_change(ada):
    assert [message.subject for message in mails_to(ada.address)][-1] == "An authenticator app was set up at Rewind"
    assert "192.0.2.77" in mail.outbox[-1].body


def test_switched_off_it_isnt_asked_for_and_the_recovery_codes_go(ada):
    ada.sign_in()
    ada.post("2fa/authenticate/", code=totp_code(ada.secret, 1))
    ada.show_again()
    ada.post("2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_the_secrets_cant_be_read_from_the_database(ada, settings):
    stored = [str(each.data) for each in Authenticator.objects.all()]
    assert len(stored) == 2
    assert not any(ada.secret in text for text in stored)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret of fifty characters" * 2
    ada.sign_in()
    ada.post("2fa/authenticate/", code=totp_code(ada.secret, 1))
    assert ada.is_in


def test_under_another_secret_key_no_code_is_right_and_the_page_says_why(ada, settings):
    settings.SECRET_KEY = "another secret of fifty characters" * 2
    with pytest.raises(Refused):
        FactorAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"])
    ada.client = Client()
    ada.sign_in()
    answer = ada.post("2fa/authenticate/", code="000000")
    assert answer.status_code == 400
    assert "another secret key" in answer.content.decode()


def test_a_command_takes_lost_factors_away(ada, capsys):
    call_command("resetfactor", ada.address)
    assert "Took 2 second factors" in capsys.readouterr().out
    ada.sign_in()
    assert ada.is_in
