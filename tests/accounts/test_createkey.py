from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


def createkey(*arguments: str) -> tuple[str, str]:
    """What the command says on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("createkey", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_prints_a_key_that_works_and_nothing_else_on_stdout():
    out, err = createkey("ada@example.org")
    secret = out.removesuffix("\n")
    assert ApiKey.objects.find(secret).user.email == "ada@example.org"
    assert secret not in err


def test_it_makes_the_account_without_a_password_if_there_is_none():
    _, err = createkey("Ada@Example.org")
    assert not User.objects.get(email="ada@example.org").has_usable_password()
    assert "Made the account ada@example.org" in err


def test_it_uses_the_account_that_there_is_and_leaves_its_password():
    user = User.objects.create_user("ada@example.org", "a long passphrase")
    out, _ = createkey("ADA@example.org")
    key = ApiKey.objects.find(out.strip())
    assert key.user == user
    assert key.user.check_password("a long passphrase")


def test_name_scopes_and_expiry_are_those_asked_for():
    createkey("ada@example.org", "--name", "laptop", "--scope", "read", "--scope", "text", "--expires-days", "30")
    key = ApiKey.objects.get()
    assert (key.name, key.scopes) == ("laptop", ["text", "read"])
    assert abs(key.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)


def test_without_options_the_key_is_for_everything_and_does_not_expire():
    _, err = createkey("ada@example.org")
    key = ApiKey.objects.get()
    assert (key.scopes, key.expires_at) == ([], None)
    assert "for everything, until it is revoked" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["not an address"],
        [""],
        ["ada@example.org", "--expires-days", "0"],
        ["ada@example.org", "--expires-days", "-3"],
        ["ada@example.org", "--expires-days", "99999999"],
        ["ada@example.org", "--scope", "Every Thing"],
        ["ada@example.org", "--name", ""],
    ],
)
def test_what_makes_no_sense_is_one_clear_line_and_leaves_nothing_behind(arguments):
    with pytest.raises(CommandError) as error:
        createkey(*arguments)
    assert "\n" not in str(error.value)
    assert not User.objects.exists()


def test_a_closed_account_gets_no_key():
    User.objects.create_user("ada@example.org", is_active=False)
    with pytest.raises(CommandError, match="closed"):
        createkey("ada@example.org")
