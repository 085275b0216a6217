"""Signing up: from the form through the mail into the account, and what a stranger can learn from it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.signing.person import PASSWORD, Person, mails_to

pytestmark = pytest.mark.django_db


def test_one_signs_up_by_a_code_from_the_mail():
    ada = Person()
    answer = ada.post("signup/", email="  Ada@Example.ORG", password1=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    assert not ada.is_in
    answer = ada.post("confirm-email/", code=ada.code())
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert ada.is_in
    user = User.objects.get()
    assert user.email == "ada@example.org"
    assert user.emailaddress_set.get().verified


def test_the_mail_is_short_and_plain_and_has_the_code_in_its_subject():
    ada = Person()
    ada.post("signup/", email=ada.address, password1=PASSWORD)
    [message] = mail.outbox
    assert message.subject == f"{ada.code()} is your code for Rewind"
    assert message.alternatives == []
    assert "quarter of an hour" in message.body
    assert len(message.body) < 500


def test_without_the_code_one_does_not_get_in():
    ada = Person()
    ada.post("signup/", email=ada.address, password1=PASSWORD)
    assert "Incorrect code" in ada.post("confirm-email/", code="AAAA-AAAA").content.decode()
    assert not ada.is_in
    cache.clear()  # as ten seconds later
    assert Person(client=Client()).sign_in()["Location"] == "/account/confirm-email/"


def test_three_wrong_codes_end_it():
    ada = Person()
    ada.post("signup/", email=ada.address, password1=PASSWORD)
    code = ada.code()
    for _ in range(3):
        ada.post("confirm-email/", code="AAAA-AAAA")
    ada.post("confirm-email/", code=code)
    assert not ada.is_in


@pytest.mark.parametrize("password", ["short", "password123", "ada@example.org"])
def test_poor_passwords_are_refused_next_to_the_field(password):
    answer = Person().post("signup/", email="ada@example.org", password1=password)
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_an_address_that_has_an_account_looks_the_same_as_a_new_one():
    User.objects.create_user("ada@example.org", "her own passphrase")
    known, new = Person(), Person("new@example.org")
    answers = [each.post("signup/", email=each.address, password1=PASSWORD) for each in (known, new)]
    assert answers[0]["Location"] == answers[1]["Location"]
    pages = [each.get("confirm-email/").content.decode().replace(each.address, "") for each in (known, new)]
    without_tokens = [re.sub(r'(value|nonce)="[^"]{20,}"', "", page) for page in pages]
    assert without_tokens[0] == without_tokens[1]
    answers = [each.post("confirm-email/", code="AAAA-AAAA") for each in (known, new)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_who_has_an_account_already_is_told_so_by_mail_only():
    User.objects.create_user("ada@example.org", "her own passphrase")
    Person().post("signup/", email="ada@example.org", password1=PASSWORD)
    [message] = mails_to("ada@example.org")
    assert message.subject == "You have an account at Rewind already"
    assert "http://testserver/account/password/reset/" in message.body
    assert User.objects.get().check_password("her own passphrase")


def test_both_take_the_time_of_hashing_a_password(monkeypatch):
    hashed = []
    set_password = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw) or set_password(self, raw))
    User.objects.create_user("ada@example.org")
    hashed.clear()
    for address in ("ada@example.org", "new@example.org"):
        Person().post("signup/", email=address, password1=PASSWORD)
        assert hashed.count(PASSWORD) == 1, address
        hashed.clear()


def test_two_who_sign_up_with_one_address_at_once_make_one_account(monkeypatch):
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.assess_unique_email", lambda *_, **__: True)
    User.objects.create_user("ada@example.org")
    answer = Person().post("signup/", email="ada@example.org", password1=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    assert User.objects.count() == 1


def test_a_new_code_can_be_asked_for():
    ada = Person()
    ada.post("signup/", email=ada.address, password1=PASSWORD)
    first = ada.code()
    cache.clear()  # as ten seconds later
    ada.post("confirm-email/", action="resend")
    assert len(mails_to(ada.address)) == 2
    assert ada.code() != first
    ada.post("confirm-email/", code=ada.code())
    assert ada.is_in


def test_where_one_wanted_to_go_is_kept_through_the_mail():
    ada = Person()
    answer = ada.get("login/?next=/chat/")
    assert "/account/signup/?next=%2Fchat%2F" in answer.content.decode()
    assert ada.sign_up(next="/chat/")["Location"] == "/chat/"
