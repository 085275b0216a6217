"""System checks: what is wrong with the settings of this machine, with a hint of what to do."""

import sqlite3
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from tools import catalogue

TAG = "rewind"
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def wal_can_lose_commits(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset bug: 3.7.0 to 3.51.2, less the repaired 3.44.6+ and 3.50.7+.

    Source: sqlite.org/wal.html#walresetbug.
    """
    repaired = (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    return (3, 7) <= version < (3, 51, 3) and not repaired


@register(TAG)
def sqlite_is_safe(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The database that holds money doesn't lose commits."""
    uses_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if not uses_sqlite or not wal_can_lose_commits(sqlite3.sqlite_version_info):
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} can lose committed writes in WAL mode.",
            hint="Import `rewind` before Django, so that pysqlite3 takes sqlite3's place.",
            id="rewind.E001",
        )
    ]


@register(TAG)
def models_are_known(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The kinds and models named by the settings are in the catalogue."""
    return [error for kind in catalogue.KINDS for error in _model_errors(kind)] + [
        Error(f"There is no kind {kind!r}.", hint=f"REWIND_KINDS takes {', '.join(catalogue.KINDS)}.", id="rewind.E004")
        for kind in settings.KINDS
        if kind not in catalogue.KINDS
    ]


def _model_errors(kind: str) -> list[CheckMessage]:
    name = f"{kind.upper()}_MODEL"
    default, served = getattr(settings, name), getattr(settings, f"{name}S")
    errors: list[CheckMessage] = []
    for slug in dict.fromkeys([default, *served]):
        if not catalogue.has(slug, kind):
            known = ", ".join(model.slug for model in catalogue.MODELS if model.kind == kind)
            hint = f"{name} and {name}S take: {known}"
            hint += "; and `upstream` when UPSTREAM_BASE_URL is set." if kind == "text" else "."
            errors.append(Error(f"There is no {kind} model named {slug!r}.", hint=hint, id="rewind.E002"))
    if default not in served:
        hint = f"Add it to {name}S, or leave {name}S empty."
        errors.append(Error(f"{name} isn't one of {name}S.", hint=hint, id="rewind.E003"))
    return errors


@register(TAG)
def hosts_fit_the_address(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Who can reach the server is also answered."""
    if _is_loopback(settings.HOST) or set(settings.ALLOWED_HOSTS) - LOOPBACK:
        return []
    return [
        Warning(
            f"HOST={settings.HOST} lets other machines in, but the site answers to localhost only.",
            hint="Set ALLOWED_HOSTS to the names or addresses that people will type.",
            id="rewind.W001",
        )
    ]


@register(TAG)
def broker_is_shared(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Machines that share a database share a broker too."""
    shared_database = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if not shared_database or settings.REDIS_URL:
        return []
    return [
        Info(
            "The database is PostgreSQL, but the broker is the embedded Valkey, which only this machine reaches.",
            hint="Set REDIS_URL when more than one machine serves this database.",
            id="rewind.I001",
        )
    ]


@register(TAG, deploy=True)
def proxy_is_counted(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """In production somebody else speaks TLS, and we must know of it."""
    if not settings.PRODUCTION or settings.TRUSTED_PROXIES:
        return []
    return [
        Info(
            "TRUSTED_PROXIES is 0: every request counts as plain HTTP and is sent on to HTTPS.",
            hint="Set it to the count of proxies before the web server (deploy/nginx.conf is one).",
            id="rewind.I002",
        )
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
