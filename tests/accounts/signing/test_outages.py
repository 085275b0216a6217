"""What people see while mail or the broker is away: a page that says so, never a bare error."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from rewind.cache import cache as cache_settings
from tests.accounts.signing.person import PASSWORD, Person

pytestmark = pytest.mark.django_db
NOBODY_THERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def no_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1


def test_without_mail_what_needs_one_says_so(no_mail):
    User.objects.create_user("ada@example.org", PASSWORD)
    for path, fields in (
        ("signup/", {"email": "new@example.org", "password1": PASSWORD}),
        ("password/reset/", {"email": "ada@example.org"}),
        ("login/code/", {"email": "ada@example.org"}),
    ):
        answer = Person(client=Client()).post(path, **fields)
        assert answer.status_code == 503, path
        assert "send mail at this moment" in answer.content.decode()


def test_a_change_stands_though_the_mail_that_tells_of_it_cannot_go(settings):
    ada = Person()
    ada.sign_up()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    answer = ada.post("password/change/", oldpassword=PASSWORD, password1="a new long one", password2="a new long one")
    assert answer["Location"] == "/account/sign-in/"
    assert User.objects.get().check_password("a new long one")


def test_who_could_not_be_mailed_can_go_on_once_mail_is_back(no_mail, settings):
    ada = Person()
    ada.post("signup/", email=ada.address, password1=PASSWORD)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    cache.clear()  # as ten seconds later
    ada.client = Client()
    ada.sign_in()
    ada.post("confirm-email/", code=ada.code())
    assert ada.is_in


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "login/code/"])
def test_without_the_broker_the_forms_are_shown_and_sending_them_says_try_later(settings, path):
    settings.CACHES = {"default": cache_settings(NOBODY_THERE)}
    ada = Person()
    assert ada.get(path).status_code == 200
    fields = {"login": ada.address, "password": PASSWORD, "email": ada.address, "password1": PASSWORD}
    answer = ada.post(path, **fields)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "doesn't answer" in answer.content.decode().replace("&#x27;", "'")


def test_tries_are_counted_in_the_broker_that_all_processes_share(settings, valkey):
    settings.CACHES = {"default": cache_settings(valkey.url)}
    User.objects.create_user("ada@example.org", PASSWORD)
    for _ in range(5):
        Person(client=Client()).post("login/", login="ada@example.org", password="wrong")
    assert list(valkey.client.scan_iter("cache:*login_failed*"))
    answer = Person().sign_in()
    assert "Too many" in str(answer.context["form"].non_field_errors())
