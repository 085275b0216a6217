"""The readers of environment variables."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rewind.env import KINDS, SETTINGS, read


def test_an_unset_variable_has_its_default(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert read("PORT") == 8000


def test_an_empty_variable_has_its_default(monkeypatch):
    monkeypatch.setenv("PORT", " ")
    assert read("PORT") == 8000


def test_a_number_is_parsed(monkeypatch):
    monkeypatch.setenv("PORT", "9001")
    assert read("PORT") == 9001


def test_a_list_loses_blanks_and_empty_items(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,,")
    assert read("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_relative_path_is_made_absolute(monkeypatch):
    monkeypatch.setenv("REWIND_DATA_DIR", "somewhere")
    assert read("REWIND_DATA_DIR") == Path.cwd() / "somewhere"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT=eighty: it must be a whole number"),
        ("PORT", "0", "PORT=0: it must be at least 1"),
        ("PORT", "70000", "PORT=70000: it must be at most 65535"),
        ("REWIND_ENV", "prod", "REWIND_ENV=prod: it must be one of development, production"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL=loud: it must be one of DEBUG"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=said):
        read(name)


def test_every_setting_is_of_a_known_kind_with_a_default_that_it_would_accept():
    for setting in SETTINGS:
        assert setting.kind in KINDS, setting.name
        assert setting.problem(setting.default) == "", setting.name


def test_every_setting_is_named_once_and_explained():
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
    assert all(setting.help.endswith(".") for setting in SETTINGS)
