"""Junk in forms and addresses gets an answer that says so, never a bare error."""

import pytest

from accounts.models import User
from tests.accounts.signing.person import PASSWORD, Person

pytestmark = pytest.mark.django_db
CREDENTIALS = ["", "{}", "[]", "1", "null", '"x"', "{", '{"id": 1}', '{"response": {"userHandle": "AAAA"}}', "\x00"]
LONG = "a" * 250 + "@example.org"


@pytest.fixture
def ada():
    ada = Person()
    ada.sign_up()
    ada.show_again()
    return ada


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_passkeys_that_are_none(ada, credential):
    assert ada.post("2fa/webauthn/add/", credential=credential, name="x").status_code == 200
    assert ada.post("2fa/webauthn/reauthenticate/", credential=credential).status_code in (200, 302)
    stranger = Person()
    assert stranger.post("2fa/webauthn/login/", credential=credential).status_code == 302
    assert not stranger.is_in


@pytest.mark.parametrize("address", [LONG, "ada", "ada@", "a\x00da@example.org", "ada@example.org\nBcc: x@example.org"])
def test_addresses_that_are_none(ada, address):
    for path, fields in (
        ("signup/", {"email": address, "password1": PASSWORD}),
        ("password/reset/", {"email": address}),
        ("login/", {"login": address, "password": PASSWORD}),
    ):
        assert Person().post(path, **fields).status_code in (200, 302), path
    assert ada.post("email/", email=address, action_add="1").status_code == 200
    assert User.objects.count() == 1


@pytest.mark.parametrize("key", ["zzzzzzzzzzzzzzzzzzzz-abc", "1-abc", "0-set-password", "1-%00"])
def test_reset_links_that_are_none(key):
    answer = Person().get(f"password/reset/key/{key}/")
    assert answer.status_code == 200
    assert "work any more" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "x" * 10_000, "\x00", "0" * 6, "١٢٣٤٥٦"])
def test_codes_that_are_none(ada, code):
    assert ada.post("2fa/totp/activate/", code=code).status_code == 200
    asked = Person("other@example.org")
    asked.post("login/code/", email=ada.address)
    assert asked.post("login/code/confirm/", code=code).status_code in (200, 302)
    assert not asked.is_in


def test_keys_of_somebody_else_arent_there(ada):
    for verb in ("edit", "remove"):
        assert ada.get(f"2fa/webauthn/keys/999/{verb}/").status_code == 404
