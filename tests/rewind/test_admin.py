"""The admin: who gets in, that every page works, and that none shows what people wrote or a secret."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import ApiKey, User
from rewind.desk.base import Desk
from tests.cast import with_second_factor
from tests.rewind.desk import SECRET, addresses, furnish
from tools.models import Share

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast):
    return furnish(cast)


def allow(member, *names):
    """Makes `member` staff with those permissions, whose second factor was shown."""
    user = with_second_factor(member).user
    user.is_staff = True
    user.save()
    for name in names:
        room, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=room, codename=codename))


def test_every_page_of_every_registered_model_answers(cast, things):
    assert set(admin.site._registry) == set(things)
    for address in addresses(things):
        assert cast.staff.client.get(address).status_code == 200, address


def test_only_what_the_desk_registers_is_there():
    assert all(isinstance(desk, Desk) for desk in admin.site._registry.values())


def test_nobody_but_staff_comes_in(cast, things):
    for member in cast.everyone_but(cast.staff):
        for address in addresses(things):
            assert member.client.get(address).status_code == 302, (member, address)


def test_contents_and_secrets_are_on_no_page(cast, things):
    key = ApiKey.objects.get()
    share = Share.objects.get()
    for address in addresses(things):
        if share.pk in address:
            continue  # whoever has the link knows it
        page = cast.staff.client.get(address).content.decode()
        assert SECRET not in page, address
        assert key.digest not in page, address
        assert share.pk not in page, address


def test_contents_cannot_be_found_by_search(cast, things):
    for model, desk in admin.site._registry.items():
        list_ = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if desk.search_fields:
            page = cast.staff.client.get(list_, {"q": SECRET}).content.decode()
            assert f"/{things[model].pk}/change/" not in page, model


def test_the_policy_of_the_admin_lets_nothing_run_but_our_files_and_is_only_the_admins(cast):
    policy = cast.staff.client.get("/admin/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in policy + ";"
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in cast.staff.client.get("/")["Content-Security-Policy"]


def test_staff_see_and_do_what_they_may(cast, things):
    allow(cast.other, "accounts.view_user")
    pk = cast.owner.user.pk
    assert cast.other.client.get(f"/admin/accounts/user/{pk}/change/").status_code == 200
    for forbidden in (
        f"/admin/accounts/user/{pk}/adjust/",
        f"/admin/accounts/user/{pk}/close/",
        "/admin/billing/transfer/",
        "/admin/tools/generation/",
        "/admin/auth/group/",
    ):
        assert cast.other.client.post(forbidden).status_code == 403, forbidden


def test_staff_cannot_give_themselves_rights(cast):
    allow(cast.other, "accounts.view_user", "accounts.change_user", "auth.change_group", "auth.view_group")
    own = f"/admin/accounts/user/{cast.other.user.pk}/change/"
    cast.other.client.post(own, {"is_superuser": "on", "is_staff": "on"})
    assert not User.objects.get(pk=cast.other.user.pk).is_superuser
    assert cast.other.client.get("/admin/auth/group/").status_code == 403


def test_staff_close_accounts_but_neither_their_own_nor_those_of_the_staff(cast):
    allow(cast.other, "accounts.view_user", "accounts.change_user")
    assert cast.other.client.get(f"/admin/accounts/user/{cast.owner.user.pk}/close/").status_code == 200
    for user in (cast.other.user, cast.staff.user):
        assert cast.other.client.get(f"/admin/accounts/user/{user.pk}/close/").status_code == 403
