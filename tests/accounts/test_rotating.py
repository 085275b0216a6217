"""How many keys there may be, and how one takes another's place."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.errors import InvalidKey
from accounts.managers import MOST_LIVE
from accounts.models import OVERLAP, ApiKey, User


@pytest.fixture
def user(transactional_db) -> User:
    return User.objects.create_user("ada@example.org")


@pytest.mark.both_databases
def test_a_rotated_key_works_for_24_hours_beside_the_new_one(user):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        old, old_secret = ApiKey.objects.issue(user, "laptop", ["text"], daily_limit=900)
        new, new_secret = old.rotate()
        assert (new.name, new.scopes, new.daily_limit, new.expires_at) == ("laptop", ["text"], 900, None)
        assert (old.replaced_by, old.expires_at) == (new, timezone.now() + OVERLAP)
        clock.shift(OVERLAP - timedelta(seconds=1))
        assert ApiKey.objects.find(old_secret) == old
        clock.shift(timedelta(seconds=1))
        with pytest.raises(InvalidKey, match="expired"):
            ApiKey.objects.find(old_secret)
        assert ApiKey.objects.find(new_secret) == new


def test_a_key_that_ends_sooner_ends_sooner_and_the_new_one_lasts_as_long_as_it_did(user):
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        key, _ = ApiKey.objects.issue(user, "laptop", expires_at=timezone.now() + timedelta(days=30))
        clock.shift(timedelta(days=29, hours=20))
        new, _ = key.rotate()
        assert key.expires_at - timezone.now() == timedelta(hours=4)
        assert new.expires_at - timezone.now() == timedelta(days=30)


def test_a_key_is_rotated_once(user):
    key, _ = ApiKey.objects.issue(user, "laptop")
    key.rotate()
    with pytest.raises(ValueError, match="rotated already"):
        key.rotate()
    assert ApiKey.objects.count() == 2


def test_a_key_that_is_over_is_not_rotated(user):
    key, _ = ApiKey.objects.issue(user, "laptop")
    key.revoke()
    with pytest.raises(ValueError, match="doesn't work any more"):
        key.rotate()
    assert ApiKey.objects.count() == 1


@pytest.mark.both_databases
def test_of_many_that_rotate_one_key_at_once_one_wins(user):
    key, _ = ApiKey.objects.issue(user, "laptop")
    assert sum(together(lambda: ApiKey.objects.get(pk=key.pk).rotate())) == 1
    assert ApiKey.objects.count() == 2


@pytest.mark.both_databases
def test_an_account_has_so_many_live_keys_and_no_more_even_when_many_are_made_at_once(user):
    for number in range(MOST_LIVE - 1):
        ApiKey.objects.issue(user, str(number))
    assert sum(together(lambda: ApiKey.objects.issue(user, "racing"))) == 1
    assert ApiKey.objects.live().count() == MOST_LIVE


def test_a_revoked_key_makes_room_and_a_full_account_can_still_rotate(user):
    made = [ApiKey.objects.issue(user, str(number))[0] for number in range(MOST_LIVE)]
    made[0].rotate()
    with pytest.raises(ValueError, match="Revoke one"):
        ApiKey.objects.issue(user, "one more")
    for key in made[:2]:
        key.revoke()
    ApiKey.objects.issue(user, "one more")


def together(make) -> list[bool]:
    """Whether each of four threads that call `make` at once got what it wanted."""
    barrier = threading.Barrier(4)

    def one(_: int) -> bool:
        barrier.wait()
        try:
            make()
        except ValueError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(4)))
