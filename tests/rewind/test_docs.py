"""The documents say what the code says."""

import json
import re

import pytest

from billing.shop.events import HANDLERS
from billing.shop.gateway import API_VERSION
from rewind.env import BASE_DIR
from rewind.management.commands.settings_table import BEGIN, END, PAGE, table

REQUIREMENTS = sorted(BASE_DIR.glob("requirements*.txt"))


def test_the_table_of_settings_is_that_of_the_code():
    written = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    assert written == table(), "docs/settings.md is behind rewind/env.py: run `python manage.py settings_table --write`"


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_dependency_is_pinned_to_one_version(path):
    lines = [line.strip() for line in path.read_text().splitlines()]
    for line in lines:
        assert not line or line.startswith(("#", "-r ")) or re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", line), line


def test_every_dependency_is_explained_and_nothing_else():
    asked = set()
    for path in REQUIREMENTS:
        asked |= set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", path.read_text(), re.MULTILINE))
    asked |= set(json.loads((BASE_DIR / "audit" / "package.json").read_text())["dependencies"])
    page = (BASE_DIR / "docs" / "dependencies.md").read_text()
    explained = [name for name in re.findall(r"^\| ([\w.-]+) \|", page, re.MULTILINE) if name != "package"]
    assert sorted(explained) == sorted(asked)


def test_the_readme_names_files_that_are_there():
    readme = (BASE_DIR / "README.md").read_text()
    for path in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (BASE_DIR / path).exists(), path


def test_the_events_to_subscribe_to_are_those_that_are_handled():
    page = (BASE_DIR / "docs" / "billing.md").read_text()
    assert re.findall(r"^\| `([a-z_.]+)` \|", page, re.MULTILINE) == list(HANDLERS)
    assert f"`{API_VERSION}`" in page
