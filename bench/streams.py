"""One web process with 2,000 open event streams, each told something every second: memory, CPU, delay, and pages.

The streams are /api/generations/<id>/events of the whole site, as `manage.py up` starts it. A process of its own plays
the workers (bench/feeder.py) and writes the time into each event, so a delay is that of Valkey, the hub, Django and
uvicorn together. This process reads the streams, and asks for the home page meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.site import Site, site
from rewind.env import read

AIM_PAGE_MS = 100.0
AT_ONCE = 50  # streams that are opened together
SETTLE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What was seen in `seconds`; delays and pages in seconds, memory in bytes, `share` of one core."""

    streams: int
    seconds: float
    delays: list[float]
    memory: int
    threads: int
    share: float
    pages: list[float]
    pages_alone: list[float]

    @property
    def page(self) -> float:
        return statistics.median(self.pages) * 1000

    def report(self) -> None:
        """Print it."""
        delays = sorted(self.delays)
        alone = statistics.median(self.pages_alone) * 1000
        print(f"open streams                {self.streams:>8}")
        print(f"events that came            {len(delays) / self.seconds:>8.0f} a second")
        print(f"memory a stream             {self.memory / self.streams / 1024:>8.1f} KiB")
        print(f"threads of the web process  {self.threads:>8}")
        print(f"CPU of the web process      {self.share * 100:>8.0f} % of one core")
        for name, part in (("median", 0.5), ("99th percentile", 0.99), ("slowest", 1.0)):
            late = delays[min(len(delays) - 1, int(len(delays) * part))] * 1000
            print(f"delay, {name:<20} {late:>8.1f} ms")
        print(
            f"home page, median           {self.page:>8.1f} ms  (aim: {AIM_PAGE_MS:.0f}; without streams {alone:.1f})"
        )


class Reader(asyncio.Protocol):
    """One open stream; notes how late each event came."""

    def __init__(self, path: str, delays: list[float]) -> None:
        self.path = path
        self.delays = delays
        self.opened = False
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self.opened:
            if b" 200 " not in data[:20]:
                raise RuntimeError(data[:300].decode())
            self.opened = True
        self._rest += data
        while (begin := self._rest.find(b"data: ")) >= 0 and (end := self._rest.find(b"\n", begin)) >= 0:
            self.delays.append(now - float(json.loads(self._rest[begin + 6 : end])["text"]))
            self._rest = self._rest[end:]


def main(argv: list[str]) -> int:
    """Measure and print; 1 when an aim is missed."""
    parser = argparse.ArgumentParser("python -m bench streams", description=__doc__)
    parser.add_argument("--streams", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=20, help="how long to measure")
    given = parser.parse_args(argv)
    wanted = given.streams * 2 + 500
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        print(f"Not run: a process of this user may open {hard} files, and {wanted} are needed.")
        return 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    models = Path(read("REWIND_MODELS_DIR") or read("REWIND_DATA_DIR") / "models")
    with site(models, LOG_LEVEL="WARNING") as running:
        measured = asyncio.run(_measure(running, given.streams, given.seconds))
    measured.report()
    return int(measured.page > AIM_PAGE_MS)


async def _measure(running: Site, streams: int, seconds: float) -> Measured:
    web = _web_process(running)
    pages_alone = await _pages(running, SETTLE_SECONDS)
    ids = [str(uuid.uuid4()) for _ in range(streams)]
    delays: list[float] = []
    with _feeder(running, ids) as begin:
        before = web.memory_info().rss
        await _open(running, ids, delays)
        begin()
        await asyncio.sleep(SETTLE_SECONDS)
        delays.clear()
        cpu, began = sum(web.cpu_times()[:2]), time.monotonic()
        pages = await _pages(running, seconds)
        took = time.monotonic() - began
        share = (sum(web.cpu_times()[:2]) - cpu) / took
        memory = web.memory_info().rss - before
        return Measured(streams, took, list(delays), memory, web.num_threads(), share, pages, pages_alone)


@contextlib.contextmanager
def _feeder(running: Site, ids: list[str]) -> Iterator[object]:
    """The process that plays the workers; gives what makes it begin."""
    environ = {**os.environ, "REWIND_DATA_DIR": str(running.folder)}
    command = [sys.executable, "-m", "bench.feeder"]
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as feeder:
        try:
            feeder.stdin.write("\n".join(ids).encode() + b"\n\n")
            feeder.stdin.flush()
            if feeder.stdout.readline() != b"ready\n":
                raise RuntimeError("The feeder doesn't start.")

            def begin() -> None:
                feeder.stdin.write(b"go\n")
                feeder.stdin.flush()

            yield begin
        finally:
            feeder.kill()


def _web_process(running: Site) -> psutil.Process:
    """The one that serves HTTP."""
    for process in psutil.Process(running.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "rewind.supervisor.web" in process.cmdline():
                return process
    raise RuntimeError("There is no web process.")


async def _open(running: Site, ids: list[str], delays: list[float]) -> None:
    """Open all streams, some at a time, and wait for their first bytes."""
    loop = asyncio.get_running_loop()
    for start in range(0, len(ids), AT_ONCE):
        readers = []
        for generation_id in ids[start : start + AT_ONCE]:
            path = f"/api/generations/{generation_id}/events"
            _, reader = await loop.create_connection(lambda path=path: Reader(path, delays), "127.0.0.1", running.port)
            readers.append(reader)
        while not all(reader.opened for reader in readers):
            await asyncio.sleep(0.01)


async def _pages(running: Site, seconds: float) -> list[float]:
    """How long the home page took each time, asked for five times a second."""
    times = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        async for _ in running.lines("GET", "/"):
            pass
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.2)
    return times
