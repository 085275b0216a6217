"""The system checks, and that each says what to do."""

import pytest

from rewind import checks


def ids(messages):
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)])
def test_versions_that_can_lose_commits_are_known(version):
    assert checks.wal_can_lose_commits(version)


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)])
def test_repaired_versions_are_known(version):
    assert not checks.wal_can_lose_commits(version)


def test_the_sqlite_that_we_bring_is_safe():
    assert checks.sqlite_is_safe() == []


def test_a_sqlite_that_can_lose_commits_is_an_error(monkeypatch, settings):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert ids(checks.sqlite_is_safe()) == ["rewind.E001"]


def test_an_unknown_text_model_is_an_error(settings):
    settings.TEXT_MODEL, settings.TEXT_MODELS = "gpt-9", ["gpt-9"]
    assert ids(checks.models_are_known()) == ["rewind.E002"]


def test_an_unknown_kind_is_an_error(settings):
    settings.KINDS = ("text", "video")
    assert ids(checks.models_are_known()) == ["rewind.E004"]


def test_a_model_of_another_kind_is_an_error(settings):
    settings.IMAGE_MODEL, settings.IMAGE_MODELS = "whisper-base", ["whisper-base"]
    assert ids(checks.models_are_known()) == ["rewind.E002"]


def test_a_default_model_that_is_not_served_is_an_error(settings):
    settings.TEXT_MODEL, settings.TEXT_MODELS = "smollm2-135m-instruct", ["qwen2.5-7b-instruct"]
    assert ids(checks.models_are_known()) == ["rewind.E003"]


@pytest.mark.parametrize(
    ("host", "hosts", "found"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]"], []),
        ("::1", ["localhost"], []),
        ("0.0.0.0", ["localhost", "127.0.0.1", "[::1]"], ["rewind.W001"]),
        ("0.0.0.0", ["rewind.example"], []),
    ],
)
def test_listening_for_others_without_answering_them_is_warned_of(settings, host, hosts, found):
    settings.HOST, settings.ALLOWED_HOSTS = host, hosts
    assert ids(checks.hosts_fit_the_address()) == found


def test_a_shared_database_without_a_shared_broker_is_told(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.REDIS_URL = ""
    assert ids(checks.broker_is_shared()) == ["rewind.I001"]


def test_production_without_a_proxy_is_told(settings):
    settings.PRODUCTION, settings.TRUSTED_PROXIES = True, 0
    assert ids(checks.proxy_is_counted()) == ["rewind.I002"]
