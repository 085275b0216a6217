import re
import zlib

import pytest

from accounts import keys


def test_a_key_has_the_shape_that_secret_scanners_are_told():
    assert re.fullmatch(r"rw_live_[0-9A-Za-z]{36}", keys.make())


def test_no_two_keys_are_alike():
    assert len({keys.make() for _ in range(1_000)}) == 1_000


def test_the_last_six_characters_are_the_crc32_of_the_rest_in_base62():
    key = keys.make()
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for character in key[-6:]:
        value = value * 62 + digits.index(character)
    assert value == zlib.crc32(key[:-6].encode())


def test_any_changed_character_is_noticed():
    key = keys.make()
    for place in range(len(key)):
        changed = key[:place] + ("x" if key[place] != "x" else "y") + key[place + 1 :]
        assert not keys.is_well_formed(changed), place


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "rw_live_",
        "sk-proj-abc",
        "rw_live_" + "a" * 36,
        "rw_live_" + "é" * 36,
        "٣" * 44,
        "rw_test_" + "0" * 36,
        "x" * 100_000,
    ],
)
def test_junk_is_not_well_formed(junk):
    assert not keys.is_well_formed(junk)


def test_a_key_with_something_around_it_is_not_well_formed():
    key = keys.make()
    assert keys.is_well_formed(key)
    assert not any(keys.is_well_formed(text) for text in (key + "\n", " " + key, key + "0", key[:-1]))


def test_the_digest_depends_on_the_secret_key_of_the_installation(settings):
    key = keys.make()
    here = keys.digest(key)
    settings.SECRET_KEY = "another installation's"
    assert re.fullmatch("[0-9a-f]{64}", here)
    assert keys.digest(key) != here
