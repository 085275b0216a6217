"""What docs/keys.md tells secret scanners, tried on keys."""

import re
import tomllib

import pytest

from accounts import keys
from accounts.managers import MOST_LIVE
from accounts.models import OVERLAP
from accounts.scopes import SCOPES
from rewind.env import BASE_DIR

PAGE = (BASE_DIR / "docs" / "keys.md").read_text()
MADE = [keys.make() for _ in range(300)]


def block(kind: str) -> str:
    return re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[1]


def patterns() -> list[str]:
    return [block("regex").strip(), *(rule["regex"] for rule in tomllib.loads(block("toml"))["rules"])]


@pytest.mark.parametrize("pattern", patterns())
def test_the_patterns_find_every_key_wherever_it_stands(pattern):
    text = " ".join(f'KEY="{key}"; curl -H "Authorization: Bearer {key}"\n' for key in MADE)
    assert re.findall(pattern, text) == [key for key in MADE for _ in range(2)]


@pytest.mark.parametrize("pattern", patterns())
def test_and_nothing_else(pattern):
    assert not re.findall(pattern, "rw_live_… rw_live_short rw_test_" + "a" * 36)


def test_the_documented_check_tells_keys_from_what_only_looks_like_one():
    found: dict = {}
    exec(block("python checksum"), found)
    for key in MADE:
        assert found["is_rewind_key"](key)
        other = "b" if key[20] == "a" else "a"
        assert not found["is_rewind_key"](key[:20] + other + key[21:])


def test_scopes_and_limits_are_those_of_the_code():
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(SCOPES)
    assert f"{MOST_LIVE} keys that work" in PAGE
    assert f"{OVERLAP.total_seconds() / 3600:.0f} more hours" in PAGE
