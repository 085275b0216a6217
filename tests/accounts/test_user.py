import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_account_is_named_by_its_address_in_lower_case():
    assert str(User.objects.create_user("  Ada@Example.ORG ")) == "ada@example.org"


def test_one_signs_in_whatever_the_case_of_the_address():
    user = User.objects.create_user("ada@example.org", "a long passphrase")
    assert authenticate(username="ADA@example.org", password="a long passphrase") == user
    assert authenticate(username="ada@example.org", password="a long password") is None


def test_without_a_password_no_password_lets_one_in():
    user = User.objects.create_user("ada@example.org")
    assert not user.has_usable_password()
    assert authenticate(username="ada@example.org", password="") is None


def test_two_spellings_of_one_address_do_not_make_two_accounts():
    User.objects.create_user("ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ADA@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Ada@example.org")


@pytest.mark.parametrize("email", ["", "  "])
def test_an_account_needs_an_address(email):
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user(email)


def test_a_superuser_has_every_right():
    user = User.objects.create_superuser("root@example.org", "a long passphrase")
    assert user.is_staff
    assert user.has_perm("accounts.delete_user")
