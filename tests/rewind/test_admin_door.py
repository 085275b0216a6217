"""The admin's door: whoever stands before it is led to what is missing, and sees nothing before."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.signing.person import Person, mails_to, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def boss():
    """What `manage.py createsuperuser` makes: a password, and an address that nobody has confirmed."""
    boss = Person("boss@example.org")
    User.objects.create_superuser(boss.address, boss.password)
    return boss


def sign_in(boss, wanted="/admin/"):
    boss.sign_in(next=wanted)
    cache.clear()
    return boss.post("confirm-email/", code=boss.code(), next=wanted)


def door(boss, path="/admin/"):
    """Where the admin leads, from page to page within it."""
    answer = boss.client.get(path)
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        answer = boss.client.get(answer["Location"])
    return answer


def test_visitors_are_led_to_the_sites_own_sign_in_and_back(client):
    answer = client.get("/admin/glossary/report/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/login/?next=/admin/glossary/report/"


def test_accounts_that_arent_staff_are_refused(cast):
    assert cast.owner.client.get("/admin/login/").status_code == 403
    assert cast.owner.client.get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db(transaction=True)  # a new factor counts once it is committed
def test_a_new_superuser_gets_in_by_a_code_from_the_mail_and_a_second_factor(boss):
    assert sign_in(boss)["Location"] == "/admin/"
    assert mails_to(boss.address)
    answer = door(boss)
    assert answer["Location"] == "/account/sign-in/"
    assert "The admin asks for a second factor" in boss.get("sign-in/").content.decode()
    boss.set_up_totp()
    assert boss.client.get("/admin/").status_code == 200


def test_from_then_on_the_password_alone_does_not_open_the_admin(boss):
    sign_in(boss)
    secret = boss.set_up_totp()
    boss.client = Client()
    assert boss.sign_in(next="/admin/")["Location"] == "/account/2fa/authenticate/"
    assert door(boss)["Location"] == "/account/login/?next=/admin/"
    assert boss.post("2fa/authenticate/", code=totp_code(secret, 1))["Location"] == "/admin/"
    assert boss.client.get("/admin/").status_code == 200


def test_a_session_older_than_the_factor_is_asked_for_it(boss):
    sign_in(boss)
    older, boss.client = boss.client, Client()
    cache.clear()
    boss.sign_in()
    secret = boss.set_up_totp()
    boss.client = older
    assert door(boss)["Location"] == "/account/2fa/reauthenticate/?next=/admin/"
    assert boss.post("2fa/reauthenticate/", code=totp_code(secret, 1), next="/admin/")["Location"] == "/admin/"
    assert boss.client.get("/admin/").status_code == 200


def test_whose_factor_is_gone_is_out_again(boss):
    sign_in(boss)
    boss.set_up_totp()
    Authenticator.objects.all().delete()
    assert door(boss)["Location"] == "/account/sign-in/"


@pytest.mark.django_db(transaction=True)  # a new factor counts once it is committed
def test_the_door_leads_nowhere_off_the_site(boss):
    sign_in(boss)
    boss.set_up_totp()
    assert boss.client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"


def test_the_door_takes_no_password_itself(boss):
    answer = boss.client.post("/admin/login/", {"username": boss.address, "password": boss.password})
    assert answer["Location"].startswith("/account/login/")
    assert not boss.is_in


def test_one_signs_out_of_the_admin_as_everywhere(cast):
    answer = cast.staff.client.post("/admin/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert cast.staff.client.get("/account/sign-in/").status_code == 302


def test_the_password_is_changed_where_everybody_changes_theirs(cast):
    assert cast.staff.client.get("/admin/password_change/")["Location"] == "/account/password/change/"
