"""The other rooms hear once of each sign-in and sign-out, with who one was and who one is."""

import pytest
from django.test import Client

from accounts import visitors
from accounts.address import address_hash
from accounts.models import User
from accounts.signals import account_left, visitor_joined
from tests.accounts.signing.person import Person, totp_code

pytestmark = pytest.mark.django_db
PURSE = f"address:{address_hash('192.0.2.77')}"


@pytest.fixture
def heard():
    """What is sent, in order: (the signal's name, the visitor, the account)."""
    said = []

    def joined(visitor, account, **kwargs):
        said.append(("joined", visitor, account))

    def left(visitor, account, **kwargs):
        said.append(("left", visitor, account))

    visitor_joined.connect(joined)
    account_left.connect(left)
    yield said
    visitor_joined.disconnect(joined)
    account_left.disconnect(left)


@pytest.fixture
def ada(cast):
    """A visitor with a cookie."""
    ada = Person()
    ada.client.cookies = cast.visitor.client.cookies
    return ada


def visitor_id(person):
    class Carrying:
        COOKIES = {"visitor": person.client.cookies["visitor"].value}

    return visitors.read(Carrying())


def test_a_sign_up_is_one_joining(ada, heard):
    ada.sign_up()
    [(what, visitor, account)] = heard
    user = User.objects.get(email=ada.address)
    assert what == "joined"
    assert (visitor.kind, visitor.owner, visitor.purse) == ("visitor", f"visitor:{visitor_id(ada)}", PURSE)
    assert (account.kind, account.owner, account.purse) == ("user", f"user:{user.pk}", f"user:{user.pk}")
    assert account.user == user


def test_so_is_each_sign_in_and_a_sign_out_is_one_leaving(ada, heard):
    ada.sign_up()
    ada.post("logout/")
    ada.sign_in()
    assert [what for what, *_ in heard] == ["joined", "left", "joined"]
    assert len({visitor.owner for _, visitor, _ in heard}) == 1
    assert len({account.owner for _, _, account in heard}) == 1


def test_nobody_has_joined_before_the_last_step(ada, heard):
    ada.post("signup/", email=ada.address, password1=ada.password)
    assert heard == []
    ada.post("confirm-email/", code=ada.code())
    secret = ada.set_up_totp()
    ada.post("logout/")
    heard.clear()
    ada.sign_in()
    assert heard == []
    ada.post("2fa/authenticate/", code=totp_code(secret, 1))
    assert [what for what, *_ in heard] == ["joined"]


def test_a_visitor_without_a_cookie_is_its_address(heard):
    Person().sign_up()
    [(_, visitor, _)] = heard
    assert visitor.owner == visitor.purse == PURSE


def test_signing_out_without_being_in_is_no_leaving(heard):
    Person().post("logout/")
    assert heard == []


def test_where_the_rooms_above_fail_one_isnt_signed_in(heard):
    def fail(**kwargs):
        raise OSError("no room")

    ada = Person(client=Client(raise_request_exception=False, REMOTE_ADDR="192.0.2.77"))
    ada.sign_up()
    ada.post("logout/")
    visitor_joined.connect(fail)
    try:
        assert ada.sign_in().status_code == 500
    finally:
        visitor_joined.disconnect(fail)
    assert ada.get("sign-in/").status_code == 302
