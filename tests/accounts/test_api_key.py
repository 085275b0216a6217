import json
from datetime import timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.core import serializers
from django.utils import timezone

from accounts import keys
from accounts.errors import InvalidKey
from accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada@example.org")


@pytest.fixture(params=["sync", "async"])
def find(request):
    if request.param == "sync":
        return ApiKey.objects.find

    async def afind(secret: str) -> ApiKey:
        return await ApiKey.objects.afind(secret)

    return async_to_sync(afind)


def test_a_key_is_found_by_its_secret_and_brings_its_user(user, find, django_assert_num_queries):
    key, secret = ApiKey.objects.issue(user, "laptop")
    found = find(secret)
    with django_assert_num_queries(0):
        assert (found, found.user) == (key, user)


def test_neither_the_secret_nor_a_plain_hash_of_it_is_kept(user):
    key, secret = ApiKey.objects.issue(user, "laptop")
    kept = serializers.serialize("json", [key])
    assert secret not in kept
    assert secret.removeprefix(key.prefix) not in kept
    assert key.prefix == secret[:12]
    assert json.loads(kept)[0]["fields"]["digest"] == keys.digest(secret)


def test_a_forged_key_with_a_right_checksum_is_unknown(user, find):
    ApiKey.objects.issue(user, "laptop")
    with pytest.raises(InvalidKey, match="no such API key"):
        find(keys.make())


@pytest.mark.parametrize("junk", ["", "sk-123", "rw_live_" + "a" * 36])
def test_junk_is_refused_without_asking_the_database(junk, find, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(InvalidKey, match="malformed"):
        find(junk)


def test_a_key_works_until_it_expires_and_not_from_then_on(user, find):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        _, secret = ApiKey.objects.issue(user, "laptop", expires_at=timezone.now() + timedelta(days=1))
        clock.shift(timedelta(days=1, seconds=-1))
        find(secret)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(InvalidKey, match="expired on 2026-03-02 at 12:00 UTC"):
            find(secret)


def test_a_revoked_key_is_refused_and_keeps_the_time_of_its_end(user, find):
    key, secret = ApiKey.objects.issue(user, "laptop")
    key.revoke()
    ended = key.revoked_at
    key.revoke()
    assert key.revoked_at == ended is not None
    with pytest.raises(InvalidKey, match="revoked"):
        find(secret)


def test_revoking_one_key_leaves_the_others(user, find):
    lost, _ = ApiKey.objects.issue(user, "lost")
    _, secret = ApiKey.objects.issue(user, "kept")
    lost.revoke()
    assert find(secret).name == "kept"


def test_the_keys_of_a_closed_account_are_refused(user, find):
    _, secret = ApiKey.objects.issue(user, "laptop")
    user.is_active = False
    user.save()
    with pytest.raises(InvalidKey, match="closed"):
        find(secret)


def test_a_refused_key_is_not_noted_as_used(user, find):
    key, secret = ApiKey.objects.issue(user, "laptop")
    key.revoke()
    with pytest.raises(InvalidKey):
        find(secret)
    key.refresh_from_db()
    assert key.last_used_at is None


def test_last_used_is_written_once_in_five_minutes(user, find, django_assert_num_queries):
    key, secret = ApiKey.objects.issue(user, "laptop")
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        first = timezone.now()
        find(secret)
        clock.shift(timedelta(minutes=4, seconds=59))
        with django_assert_num_queries(1):
            find(secret)
        key.refresh_from_db()
        assert key.last_used_at == first
        clock.shift(timedelta(seconds=1))
        find(secret)
        key.refresh_from_db()
        assert key.last_used_at == timezone.now()


def test_two_requests_that_race_note_the_use_once(user):
    key, _ = ApiKey.objects.issue(user, "laptop")
    racing = ApiKey.objects.get(pk=key.pk)
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        key.touch()
        clock.shift(timedelta(seconds=1))
        racing.touch()
        first = key.last_used_at
    key.refresh_from_db()
    assert key.last_used_at == first


def test_keys_outlive_a_change_of_the_secret_key_while_the_old_one_is_a_fallback(user, find, settings):
    _, secret = ApiKey.objects.issue(user, "laptop")
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret", [old]
    assert find(secret).name == "laptop"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidKey):
        find(secret)


@pytest.mark.parametrize("scope", ["", "Text", "chat", "translate", "*"])
def test_a_scope_that_is_not_in_the_table_is_refused_and_no_key_made(user, scope):
    with pytest.raises(ValueError, match="scope"):
        ApiKey.objects.issue(user, "laptop", scopes=[scope])
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_key_needs_a_name_of_a_sensible_length(user, name):
    with pytest.raises(ValueError, match="name"):
        ApiKey.objects.issue(user, name)
