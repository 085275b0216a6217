"""The whole site, as `manage.py up` starts it: web server, Valkey, workers, the real starter models.

`live` is one site for the whole test run, since loading the model takes seconds; tests keep apart by asking from
addresses of their own (`live.address()`), as visitors behind the one proxy that the site is told to trust.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from django.conf import settings

from rewind.env import BASE_DIR
from tests.stripe.fake import KEY, SECRET, FakeStripe
from tests.stripe.server import serving
from tools import weights

START_SECONDS = 240
STOP_SECONDS = 15
USER_TOKENS = 10_000_000  # accounts run many tests; visitors have what visitors have


@dataclass
class Live:
    """A running site. `url` has no slash at its end."""

    folder: Path
    port: int
    environ: dict[str, str]
    stripe: FakeStripe  # where its packs are paid
    _addresses: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def address(self) -> str:
        """An address that nobody has asked from: a visitor with a full purse."""
        number = next(self._addresses)
        return f"198.18.{number // 250}.{number % 250 + 1}"

    def headers(self, address: str | None = None) -> dict[str, str]:
        """The header by which a request comes from `address`, or from a new one."""
        return {"X-Forwarded-For": address or self.address()}

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` on this site's data and return what it prints."""
        command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def key(self, email: str = "live@example.org", *arguments: str) -> str:
        """A new API key of the account `email`."""
        return self.manage("createkey", email, *arguments).split()[-1]

    def generation(self, generation_id: str, headers: dict[str, str]) -> dict:
        """What /api says of a generation."""
        answer = requests.get(f"{self.url}/api/generations/{generation_id}/", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def finished(self, generation_id: str, headers: dict[str, str], seconds: float = 60) -> dict:
        """The same, once it is over."""
        until = time.monotonic() + seconds
        while (found := self.generation(generation_id, headers))["state"] in ("queued", "running"):
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """The site, ready. It stops when the test run ends, however that ends (see rewind/supervisor/launcher.py)."""
    for model in weights.served():
        weights.prepare(model)
    folder = Path(tempfile.mkdtemp(prefix="rewind-live-"))
    port = _free_port()
    fake = FakeStripe(f"http://127.0.0.1:{port}/stripe/webhook/")
    with serving(fake):
        yield from _up(Live(folder, port, _environ(folder, port, fake.url), fake))


def _up(site: Live) -> Iterator[Live]:
    """Starts it, and stops it after the tests."""
    folder = site.folder
    log = (folder / "log.txt").open("wb")
    command = [
        sys.executable,
        str(BASE_DIR / "rewind/supervisor/launcher.py"),
        str(os.getpid()),
        str(signal.SIGTERM.value),
    ]
    up = subprocess.Popen(
        [*command, sys.executable, str(BASE_DIR / "manage.py"), "up"], env=site.environ, stdout=log, stderr=log
    )
    try:
        _wait_until_ready(up, folder / "log.txt")
        yield site
    finally:
        _stop(up)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _environ(folder: Path, port: int, stripe: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return {
        **inherited,
        "REWIND_DATA_DIR": str(folder),
        "REWIND_MODELS_DIR": str(settings.MODELS_DIR),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "TRUSTED_PROXIES": "1",
        "STRIPE_API_URL": stripe,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "DAILY_TOKENS_VISITOR": "2500",
        "DAILY_TOKENS_USER": str(USER_TOKENS),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(up: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while b"Rewind is ready at" not in log.read_bytes():
        if up.poll() is not None or time.monotonic() > until:
            pytest.fail(f"The site didn't start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)


def _stop(up: subprocess.Popen[bytes]) -> None:
    up.send_signal(signal.SIGTERM)
    try:
        up.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        up.kill()
        pytest.fail(f"The site didn't stop within {STOP_SECONDS} s of SIGTERM.")
