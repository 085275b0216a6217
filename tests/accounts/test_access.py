"""The rules of who is who, each tried against the whole cast."""

import pytest

from accounts.models import ApiKey
from tests.cast import Cast, Member

pytestmark = pytest.mark.django_db


def test_the_site_takes_each_of_the_cast_for_whom_it_is(ask, cast: Cast):
    for member in cast:
        principal = member.principal
        assert ask(member).json() == {"kind": principal.kind, "owner": principal.owner, "purse": principal.purse}


def test_only_the_owner_and_its_key_own_what_the_owner_made(cast: Cast):
    assert owners_like(cast.owner, cast) == {"owner", "program"}
    assert owners_like(cast.program, cast) == {"owner", "program"}


@pytest.mark.parametrize("name", ["other", "staff", "visitor", "neighbour", "script"])
def test_everyone_else_owns_only_what_they_made_themselves(cast: Cast, name: str):
    assert owners_like(getattr(cast, name), cast) == {name}


def test_accounts_pay_from_their_own_purse_and_visitors_from_that_of_their_address(cast: Cast):
    purses: dict[str, set[str]] = {}
    for member in cast:
        purses.setdefault(member.principal.purse, set()).add(member.name)
    assert sorted(map(sorted, purses.values())) == [
        ["neighbour", "visitor"],
        ["other"],
        ["owner", "program"],
        ["script"],
        ["staff"],
    ]


def test_all_but_cookieless_scripts_have_a_history_that_can_be_listed(cast: Cast):
    assert [member.name for member in cast if not member.principal.has_history] == ["script"]


def test_accounts_are_users_and_the_rest_are_not(cast: Cast):
    assert {member.name for member in cast if member.principal.is_user} == {"owner", "program", "other", "staff"}
    assert all((member.principal.user is not None) == member.principal.is_user for member in cast)


def test_without_a_key_and_with_an_unscoped_one_all_is_allowed(cast: Cast):
    for member in cast:
        assert member.principal.may("text")
        assert member.principal.may("read")


def test_a_scoped_key_is_for_its_scopes_only(cast: Cast):
    ApiKey.objects.filter(user=cast.owner.user).update(scopes=["text"])
    assert cast.program.principal.may("text")
    assert not cast.program.principal.may("read")
    assert not cast.program.principal.may("")
    assert cast.owner.principal.may("read")


def owners_like(member: Member, cast: Cast) -> set[str]:
    return {each.name for each in cast if each.principal.owner == member.principal.owner}
