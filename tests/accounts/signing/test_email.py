"""Changing the address of an account: it counts once it is confirmed, and not before."""

import pytest
from django.core import mail
from django.core.cache import cache

from accounts.models import User
from tests.accounts.signing.person import PASSWORD, Person, mails_to

pytestmark = pytest.mark.django_db
NEW = "ada@new.example"


@pytest.fixture
def ada():
    ada = Person()
    ada.sign_up()
    mail.outbox.clear()
    return ada


def ask_for(ada, address):
    cache.clear()
    return ada.post("email/", email=address, action_add="1")


def test_a_new_address_counts_once_its_code_is_typed(ada):
    assert ask_for(ada, NEW.upper())["Location"] in ("/account/email/", "/account/confirm-email/")
    assert User.objects.get().email == "ada@example.org"
    code = Person(NEW).code()
    ada.post("confirm-email/", code=code)
    user = User.objects.get()
    assert user.email == NEW
    assert [(each.email, each.verified, each.primary) for each in user.emailaddress_set.all()] == [(NEW, True, True)]
    assert ada.is_in


def test_the_old_address_hears_of_it(ada):
    ask_for(ada, NEW)
    ada.post("confirm-email/", code=Person(NEW).code())
    [message] = mails_to("ada@example.org")
    assert message.subject == "The address of your account at Rewind was changed"
    assert NEW in message.body


def test_until_then_the_page_says_that_it_waits(ada):
    ask_for(ada, NEW)
    page = ada.get("email/").content.decode()
    assert "<b>ada@example.org</b>, confirmed" in page
    assert NEW in page
    assert "Type the code" in page
    assert NEW in ada.get("confirm-email/").content.decode()
    assert User.objects.get().email == "ada@example.org"


def test_somebody_elses_address_cannot_be_taken_and_is_not_told_of(ada):
    User.objects.create_user(NEW, PASSWORD)
    taken, free = ask_for(ada, NEW), ask_for(ada, "free@new.example")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    [message] = mails_to(NEW)
    assert message.subject == "You have an account at Rewind already"
    assert ada.get("confirm-email/").status_code == 200
    assert sorted(User.objects.values_list("email", flat=True)) == ["ada@example.org", NEW]


def test_an_address_that_became_somebody_elses_meanwhile_stays_theirs(ada):
    ask_for(ada, NEW)
    User.objects.create_user(NEW, PASSWORD)
    answer = ada.post("confirm-email/", code=Person(NEW).code())
    assert answer.context["form"].errors["code"]
    assert sorted(User.objects.values_list("email", flat=True)) == ["ada@example.org", NEW]


def test_the_page_is_for_those_who_are_in():
    assert Person().get("email/").status_code == 302
