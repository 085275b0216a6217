"""The whole site for a measurement: `manage.py up` on a data folder of its own, and a client that costs little."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from rewind.env import BASE_DIR

START_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Site:
    """A running site on the loopback."""

    port: int
    folder: Path
    pid: int  # of `manage.py up`

    async def lines(self, method: str, path: str, body: bytes = b"") -> AsyncIterator[bytes]:
        """The lines of one answer, its head included, as they come; the frames of chunks are lines among them."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        try:
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            async for line in reader:
                yield line
        finally:
            writer.close()


@contextlib.contextmanager
def site(models: Path, **environ: str) -> Iterator[Site]:
    """Start it, wait until it is ready, stop it. `models` is where unpacked weights are, or will be."""
    folder = Path(tempfile.mkdtemp(prefix="rewind-bench-"))
    port = _free_port()
    given = {
        "REWIND_DATA_DIR": str(folder),
        "REWIND_MODELS_DIR": str(models),
        "PORT": str(port),
        "DAILY_TOKENS_VISITOR": "1000000000",
    }
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    log = folder / "log"
    with log.open("wb") as output:
        up = subprocess.Popen(
            [sys.executable, str(BASE_DIR / "manage.py"), "up"],
            env={**inherited, **given, **environ},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_ready(up, port, log)
        yield Site(port, folder, up.pid)
    finally:
        up.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            up.wait(20)
        up.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(up: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and up.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200:
                return
        time.sleep(0.5)
    raise RuntimeError(f"The site didn't get ready:\n{log.read_text()[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
