"""Which database the site uses, as Django wants to have it said."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def database(url: str, folder: Path, *, connections: int) -> dict[str, Any]:
    """Django's DATABASES entry for DATABASE_URL, or for SQLite in `folder` where it is empty.

    `connections` is the most that one process may hold open to PostgreSQL.
    """
    if not url:
        return _sqlite(folder / "rewind.sqlite3")
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; leave it empty for SQLite.")
    try:
        settings: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL isn't a valid address: postgresql://user:password@host/name"
        ) from error
    # Under ASGI a thread, and with it a connection, lives as long as its request. A pool lends connections instead.
    settings["CONN_MAX_AGE"] = 0
    settings["CONN_HEALTH_CHECKS"] = True  # a restarted PostgreSQL leaves dead connections in the pool
    settings["OPTIONS"] = {
        "connect_timeout": 5,
        "pool": {"min_size": 1, "max_size": connections, "timeout": 10},
        **settings.get("OPTIONS", {}),
    }
    return settings


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # secure_delete, for what is deleted must not be read from the file again (tools/forgetting).
            # FULL, for this file holds money: NORMAL may lose the last commits when the power goes.
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;",
        },
    }
