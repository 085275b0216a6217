"""API keys in the account: made and seen once, changed, rotated, revoked; each by its owner alone, in a session."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.keys import is_well_formed
from accounts.managers import MOST_LIVE
from accounts.models import ApiKey
from billing import ledger

LIST, NEW = "/account/keys/", "/account/keys/new/"
SECRET = re.compile(r"rw_live_[0-9A-Za-z]{36}")


@pytest.fixture
def key(cast) -> ApiKey:
    return ApiKey.objects.issue(cast.owner.user, "laptop", ["text"])[0]


def form_of(client) -> str:
    """The id of a form that was just given out."""
    return re.search(r'name="once" value="([^"]+)"', client.get(NEW).content.decode())[1]


def make(client, **fields):
    return client.post(NEW, {"name": "laptop", "lasts": "never", "once": form_of(client)} | fields)


def secret_in(answer) -> str:
    found = SECRET.findall(answer.content.decode())
    assert len(set(found)) == 1
    return found[0]


def test_a_key_is_shown_on_the_page_that_answers_and_works(cast):
    answer = make(cast.owner.client, scopes=["read", "text"], daily_limit="900")
    secret = secret_in(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert is_well_formed(secret)
    key = ApiKey.objects.find(secret)
    assert (key.user, key.name, key.scopes, key.daily_limit, key.expires_at) == (
        cast.owner.user,
        "laptop",
        ["text", "read"],
        900,
        None,
    )


def test_a_key_is_shown_nowhere_else(cast, caplog):
    client = cast.owner.client
    secret = secret_in(make(client))
    for path in (LIST, NEW, f"{LIST}{ApiKey.objects.get(name='laptop').pk}/"):
        assert not SECRET.search(client.get(path).content.decode())
    assert secret not in caplog.text
    for session in Session.objects.all():
        assert secret not in str(session.get_decoded())


def test_loading_the_answer_again_makes_no_second_key_and_shows_none(cast):
    client = cast.owner.client
    data = {"name": "laptop", "lasts": "never", "once": form_of(client)}
    assert SECRET.search(client.post(NEW, data).content.decode())
    again = client.post(NEW, data, follow=True)
    assert not SECRET.search(again.content.decode())
    assert "shown only once" in again.content.decode()
    assert ApiKey.objects.filter(name="laptop").count() == 1


def test_a_form_with_a_mistake_says_what_and_can_be_sent_again(cast):
    client = cast.owner.client
    once = form_of(client)
    answer = client.post(NEW, {"name": " ", "lasts": "date", "until": "", "daily_limit": "0", "once": once})
    assert answer.status_code == 400
    for field in ("name", "until", "daily_limit"):
        assert answer.context["form"].errors[field]
    assert client.post(NEW, {"name": "ok", "once": once}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({"lasts": "30"}, datetime(2026, 3, 31, 12, tzinfo=UTC)),
        ({"lasts": "365"}, datetime(2027, 3, 1, 12, tzinfo=UTC)),
        ({"lasts": "date", "until": "2026-03-01"}, datetime(2026, 3, 2, tzinfo=UTC)),
        ({"lasts": "never"}, None),
        ({}, datetime(2026, 5, 30, 12, tzinfo=UTC)),
    ],
)
def test_it_ends_when_one_wants(cast, fields, ends):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        client = cast.owner.client
        client.force_login(cast.owner.user)
        client.post(NEW, {"name": "laptop", "once": form_of(client)} | fields)
    assert ApiKey.objects.get(name="laptop").expires_at == ends


@pytest.mark.parametrize("until", ["2020-01-01", "9999-12-31", "tomorrow"])
def test_a_last_day_must_be_to_come(cast, until):
    answer = make(cast.owner.client, lasts="date", until=until)
    assert answer.status_code == 400
    assert answer.context["form"].errors["until"]


def test_too_many_keys_are_refused_in_words(cast):
    while ApiKey.objects.filter(user=cast.owner.user).count() < MOST_LIVE:
        ApiKey.objects.issue(cast.owner.user, "one of many")
    answer = make(cast.owner.client)
    assert answer.status_code == 400
    assert "Revoke one" in answer.content.decode()


def test_the_list_says_what_each_key_is_for_and_how_it_stands(cast, key):
    ApiKey.objects.filter(pk=key.pk).update(daily_limit=12_345)
    ledger.hold(replace(cast.owner.principal, key=ApiKey.objects.get(pk=key.pk)), 700, reference="run", seconds=60)
    gone, _ = ApiKey.objects.issue(cast.owner.user, "gone")
    gone.revoke()
    old, _ = ApiKey.objects.issue(cast.owner.user, "long gone")
    ApiKey.objects.filter(pk=old.pk).update(revoked_at=timezone.now() - timedelta(days=31))
    page = cast.owner.client.get(LIST)
    assert [one.key.name for one in page.context["live"]] == ["laptop", "program"]
    assert [one.key.name for one in page.context["ended"]] == ["gone"]
    assert f"{key.prefix}…" in page.content.decode()
    assert "12,345 tokens a day, 700 used today" in page.content.decode()


def test_name_and_limit_can_be_changed_and_nothing_else(cast, key):
    data = {"name": "  desk \n top ", "daily_limit": "50", "scopes": ["image"], "lasts": "never"}
    assert cast.owner.client.post(f"{LIST}{key.pk}/", data).status_code == 302
    key.refresh_from_db()
    assert (key.name, key.daily_limit, key.scopes) == ("desk top", 50, ["text"])
    cast.owner.client.post(f"{LIST}{key.pk}/", {"name": "desk", "daily_limit": ""})
    key.refresh_from_db()
    assert key.daily_limit is None


def test_rotating_shows_the_new_key_once_and_the_old_one_works_a_day_more(cast, key):
    answer = cast.owner.client.post(f"{LIST}{key.pk}/rotate/")
    new = ApiKey.objects.find(secret_in(answer))
    assert "no-store" in answer["Cache-Control"]
    key.refresh_from_db()
    assert key.replaced_by == new
    again = cast.owner.client.post(f"{LIST}{key.pk}/rotate/", follow=True)
    assert "rotated already" in again.content.decode()
    assert not SECRET.search(again.content.decode())


def test_revoking_ends_a_key_at_once(cast, key):
    cast.owner.client.post(f"{LIST}{key.pk}/revoke/")
    key.refresh_from_db()
    assert not key.is_live
    assert key.name in cast.owner.client.get(LIST).content.decode()


@pytest.mark.parametrize("verb", ["", "rotate/", "revoke/"])
def test_nobody_else_touches_a_key_not_even_the_key_itself(cast, key, verb):
    for member in cast.everyone_but(cast.owner):
        answer = member.client.post(f"{LIST}{key.pk}/{verb}", {"name": "mine now"})
        if answer.status_code == 302:  # to sign in, or to show the staff's second factor again
            assert re.match("/account/(login|2fa/reauthenticate)/", answer["Location"])
        else:
            assert (answer.status_code, member in (cast.other, cast.staff)) == (404, True)
    key.refresh_from_db()
    assert (key.name, key.is_live, key.replaced_by) == ("laptop", True, None)


@pytest.mark.parametrize("path", [LIST, NEW])
def test_without_an_account_one_is_asked_to_sign_in(cast, path):
    for member in (cast.program, cast.visitor, cast.neighbour, cast.script):
        for answer in (member.client.get(path), member.client.post(path, {"name": "x"})):
            assert answer.status_code == 302
            assert "login" in answer["Location"]


@pytest.mark.parametrize("verb", ["", "rotate/", "revoke/"])
def test_every_change_needs_the_csrf_token_and_a_post(cast, key, verb):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.owner.client.cookies
    assert strict.post(f"{LIST}{key.pk}/{verb}", {"name": "x"}).status_code == 403
    if verb:
        assert cast.owner.client.get(f"{LIST}{key.pk}/{verb}").status_code == 405


@pytest.mark.parametrize("verb", ["new/", "rotate/"])
def test_a_new_key_takes_the_password_again_and_what_was_asked_for_is_then_done(cast, key, verb):
    user, client = cast.owner.user, cast.owner.client
    user.set_password("a long passphrase")
    user.save()
    client.force_login(user)
    address = f"{LIST}{'' if verb == 'new/' else f'{key.pk}/'}{verb}"
    asked = client.post(address) if verb == "rotate/" else client.get(address)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert client.post(asked["Location"], {"password": "wrong"}).status_code == 200
    answer = client.post(asked["Location"], {"password": "a long passphrase"})
    if verb == "rotate/":
        assert ApiKey.objects.find(secret_in(answer)) == ApiKey.objects.get(replaces=key)
        assert "no-store" in answer["Cache-Control"]
    else:
        assert secret_in(make(client))
