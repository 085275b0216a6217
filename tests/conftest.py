"""Fixtures for all rooms: the cast (`tests.cast`), a PostgreSQL (`tests.postgres`), a Valkey (`tests.valkey`),
a Stripe (`tests.stripe`) and the whole site (`tests.live`)."""

import time
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings

from billing import append_only
from tests.cast import Cast, assemble
from tests.live import live
from tests.postgres import postgres_url
from tests.stripe.fixture import _stripe_server, stripe_fake
from tests.valkey import broker, valkey

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("rewind", deadline=None)
hypothesis.settings.load_profile("rewind")

__all__ = ["_stripe_server", "broker", "live", "postgres_url", "stripe_fake", "valkey"]

DAY = 86_400  # seconds


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Sleep over midnight UTC when it is near: a test that lives through it gets a new day's tokens."""
    left = DAY - time.time() % DAY
    if left < 120:
        time.sleep(left + 1)


@pytest.fixture(autouse=True, scope="session")
def _flush_empties_the_ledger() -> Iterator[None]:
    """Django empties all tables after a test with real transactions, which the ledger's triggers rightly refuse."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def without_triggers(self: BaseDatabaseOperations, statements: list[str]) -> Any:
        with transaction.atomic():
            append_only.remove(connection)
            flush(self, statements)
            append_only.install(connection)

    BaseDatabaseOperations.execute_sql_flush = without_triggers
    yield
    BaseDatabaseOperations.execute_sql_flush = flush


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite's test database is a file, as the site's is: other processes and threads of a test work on it too."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def _static_files_have_plain_names() -> Iterator[None]:
    """Names with a hash are made by collectstatic, which tests don't run."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES={**settings.STORAGES, **plain}):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone against whom an access rule is tried."""
    return assemble()
