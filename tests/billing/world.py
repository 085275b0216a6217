"""A database of a test's own, and processes that work on it as web and worker processes do."""

import multiprocessing
import shutil
import uuid
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from rewind.database import database

DAILY = 1_000  # a visitor's allowance in a world
PATIENCE = 60  # seconds
# Every process is forked from one clean Python that has set up Django and never opened a connection.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.billing.racers", "tests.billing.killed", "tests.billing.proof.processes"])


@dataclass(frozen=True)
class World:
    """The SQLite file in `folder`, or the PostgreSQL database at `url`."""

    folder: Path
    url: str = ""

    def run(self, job: Callable[..., Any], *arguments: Any) -> Any:
        """What `job`, a function of a module that can be imported, returns in a process of this world."""
        return self.race((job, *arguments))[0]

    def race(self, *jobs: tuple[Any, ...]) -> list[Any]:
        """What the jobs, each (function, arguments...), return. Each has its process; all begin at the same moment."""
        start = PROCESSES.Barrier(len(jobs))
        with ProcessPoolExecutor(len(jobs), PROCESSES, initializer=self.enter, initargs=(start,)) as processes:
            futures = [processes.submit(*job) for job in jobs]
            return [future.result(timeout=PATIENCE) for future in futures]

    def enter(self, start: Any = None) -> None:
        """Makes this world the one that Django works on, in a process that never connected, and awaits the others."""
        default = database(self.url, self.folder, connections=2)
        if self.url:  # hundreds of processes connect at once
            default["OPTIONS"]["connect_timeout"] = PATIENCE
            default["OPTIONS"]["pool"]["timeout"] = PATIENCE
        connections.settings = connections.configure_settings({"default": default})
        with suppress(AttributeError):
            del connections["default"]  # made, not opened, by whoever asked for its vendor
        settings.DAILY_TOKENS = {"visitor": DAILY, "user": 5 * DAILY}
        connection.ensure_connection()
        if start is not None:
            start.wait(PATIENCE)

    def copy(self, folder: Path) -> "World":
        """The same SQLite database for another test."""
        shutil.copy(self.folder / "rewind.sqlite3", folder / "rewind.sqlite3")
        return World(folder)


def migrate() -> None:
    """Makes the tables that the ledger needs."""
    for app in ("accounts", "billing"):
        call_command("migrate", app, skip_checks=True, verbosity=0)
    connection.close()  # which puts all of it into the one file that is copied


def sqlite_world(folder: Path) -> World:
    """A new database with empty tables."""
    world = World(folder)
    world.run(migrate)
    return world


def postgresql_world(server: str, folder: Path) -> World:
    """A new database on the server with empty tables, copied from one that is migrated once a server."""
    name = f"world_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = 'world_template'").fetchone():
            session.execute("CREATE DATABASE world_template")
            World(folder, _named(server, "world_template")).run(migrate)
        session.execute(f"CREATE DATABASE {name} TEMPLATE world_template")
    return World(folder, _named(server, name))


def _named(server: str, database: str) -> str:
    """The server's address with another database: ".../rewind?host=..." becomes ".../database?host=..."."""
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{database}" + (f"?{query}" if query else "")
