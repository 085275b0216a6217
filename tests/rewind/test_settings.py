"""The settings file under the environments that it may meet."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rewind.database import database
from rewind.env import BASE_DIR

PRODUCTION = {
    "REWIND_ENV": "production",
    "SECRET_KEY": "k7Qz" * 16 + "-for-a-test-and-nothing-else",
    "ALLOWED_HOSTS": "rewind.example",
    "TRUSTED_PROXIES": "1",
}


def manage(tmp_path, *arguments, **environ):
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={**clean, "REWIND_DATA_DIR": str(tmp_path / "var"), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(tmp_path, missing):
    ended = manage(tmp_path, "check", **{**PRODUCTION, missing: ""})
    assert ended.returncode == 1
    assert ended.stderr == (
        "Rewind can't start. REWIND_ENV=production needs SECRET_KEY and ALLOWED_HOSTS in the environment.\n"
    )


def test_the_deployment_check_passes_in_production(tmp_path):
    ended = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_models_and_migrations_agree(tmp_path):
    ended = manage(tmp_path, "makemigrations", "--check", "--dry-run")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_development_makes_a_secret_key_and_keeps_it(tmp_path):
    show = ["shell", "--verbosity", "0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)"]
    first, second = manage(tmp_path, *show), manage(tmp_path, *show)
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_data_folder_that_cannot_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    ended = manage(tmp_path, "check", REWIND_DATA_DIR=str(tmp_path / "file" / "var"))
    assert ended.returncode == 1
    assert ended.stderr == f"Rewind can't start. REWIND_DATA_DIR={tmp_path}/file/var can't be made: Not a directory.\n"


def test_postgresql_lends_connections_from_a_pool(tmp_path):
    entry = database("postgresql://me:secret@db.example/rewind", tmp_path, connections=7)
    assert entry["CONN_MAX_AGE"] == 0
    assert entry["OPTIONS"]["pool"]["max_size"] == 7


@pytest.mark.parametrize("url", ["mysql://me@db.example/rewind", "rewind.sqlite3", "postgresql://db:port/rewind"])
def test_a_database_address_that_is_none_is_refused(tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url, tmp_path, connections=1)


def test_pages_carry_the_strict_policy(client):
    headers = client.get("/nowhere-at-all/").headers
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "media-src 'self' blob:;" in f"{policy};"
    assert "unsafe" not in policy
    assert "strict-dynamic" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_of_debugging_exists():
    assert settings.DEBUG is False
