"""A forgotten password, or none ever: the link in the mail."""

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from tests.accounts.signing.person import PASSWORD, Person, mails_to

pytestmark = pytest.mark.django_db


def reset(person: Person) -> None:
    person.post("password/reset/", email=person.address)
    answer = person.get(person.link())
    page = answer["Location"].removeprefix("/account/")
    assert "Choose a new password" in person.get(page).content.decode()
    answer = person.post(page, password1=PASSWORD, password2=PASSWORD)
    assert answer.status_code == 302, answer.content


def test_the_link_sets_a_new_password_and_signs_in():
    ada = Person()
    User.objects.create_user(ada.address, "long forgotten")
    reset(ada)
    assert ada.is_in
    assert User.objects.get().check_password(PASSWORD)


def test_accounts_that_a_command_made_get_in_by_it():
    ada = Person()
    call_command("createkey", ada.address)
    assert not User.objects.get().has_usable_password()
    reset(ada)
    assert ada.is_in
    address = User.objects.get().emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == (ada.address, True, True)


def test_an_account_that_somebody_else_began_with_my_address_becomes_mine():
    squatter, ada = Person(password="squatters password"), Person()
    squatter.post("signup/", email=ada.address, password1=squatter.password)
    reset(ada)
    assert ada.is_in
    squatter.client = Client()
    assert squatter.sign_in().context["form"].errors
    assert not squatter.is_in


def test_the_link_works_once():
    ada = Person()
    User.objects.create_user(ada.address, "long forgotten")
    ada.post("password/reset/", email=ada.address)
    link = ada.link()
    reset(ada)
    ada.post("logout/")
    assert "doesn't work any more" in ada.get(link).content.decode().replace("&#x27;", "'")


def test_the_link_ends_after_two_hours():
    ada = Person()
    User.objects.create_user(ada.address, "long forgotten")
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False) as clock:
        ada.post("password/reset/", email=ada.address)
        clock.shift(2 * 3600 + 1)
        assert ada.get(ada.link()).status_code == 200  # no redirect to the form


def test_an_unknown_address_looks_the_same_and_hears_of_it_by_mail():
    User.objects.create_user("ada@example.org", PASSWORD)
    stranger = Person("nobody@example.org")
    answers = [Person().post("password/reset/", email=address) for address in ("ada@example.org", stranger.address)]
    assert answers[0]["Location"] == answers[1]["Location"] == "/account/password/reset/done/"
    [message] = mails_to(stranger.address)
    assert message.subject == "There is no account at Rewind for this address"
    assert len(mail.outbox) == 2  # the same work for both
