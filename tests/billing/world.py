"""A database, and processes that work on it as web and worker processes do: each a Python of its own."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
DAILY = 1_000  # a visitor's allowance in a world, unless a test says otherwise


@dataclass(frozen=True)
class World:
    """`folder` has the SQLite file and the files by which a test and its processes talk; `url` is PostgreSQL's."""

    folder: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {"REWIND_DATA_DIR": str(self.folder), "DATABASE_URL": self.url, "DAILY_TOKENS_VISITOR": str(DAILY)}
        return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "rewind.settings", "REWIND_ENV": "development"}

    def start(self, module: str, job: str, **arguments: Any) -> subprocess.Popen:
        """Starts `tests.billing.<module>`'s function `job`, which prints one JSON value as its last line."""
        command = [sys.executable, "-m", f"tests.billing.{module}", job, json.dumps(arguments)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self, module: str, job: str, **arguments: Any) -> Any:
        return result(self.start(module, job, **arguments))

    def race(self, *jobs: tuple[str, dict[str, Any]]) -> list[Any]:
        """Runs jobs of `tests.billing.racers` that all begin at the same moment, once every process is there."""
        start_line = self.folder / f"start-{uuid.uuid4()}"
        start_line.mkdir()
        racers = [self.start("racers", job, start_line=str(start_line), **arguments) for job, arguments in jobs]
        try:
            while len(list(start_line.iterdir())) < len(racers) and all(racer.poll() is None for racer in racers):
                pass
            (start_line / "go").touch()
            return [result(racer) for racer in racers]
        finally:
            for racer in racers:
                racer.kill()

    def copy(self, folder: Path) -> "World":
        """The same SQLite database for another test."""
        shutil.copy(self.folder / "rewind.sqlite3", folder / "rewind.sqlite3")
        return World(folder)

    def migrate(self) -> None:
        command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        for app in ("accounts", "billing"):
            subprocess.run([*command, app], cwd=ROOT, env=self.environment, check=True)


def result(process: subprocess.Popen) -> Any:
    """What the process printed last, as JSON; fails the test where it ended badly."""
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, f"{process.args} ended with {process.returncode}"
    return json.loads(output.splitlines()[-1])


def sqlite_world(folder: Path) -> World:
    world = World(folder)
    world.migrate()
    return world


def postgresql_world(server: str, folder: Path) -> World:
    """A new database on the server, a copy of a migrated one where there is one already."""
    name = f"world_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'world_template'").fetchone()
        if not made:
            connection.execute("CREATE DATABASE world_template")
            World(folder, _named(server, "world_template")).migrate()
        connection.execute(f"CREATE DATABASE {name} TEMPLATE world_template")
    return World(folder, _named(server, name))


def _named(server: str, database: str) -> str:
    """The server's address with another database: ".../rewind?host=..." becomes ".../database?host=..."."""
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{database}" + (f"?{query}" if query else "")
