"""The way from nothing to "Rewind is ready", and back: what `manage.py up` does."""

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from django.conf import settings

from rewind.env import BASE_DIR
from rewind.supervisor import CannotStart, steps, valkey
from rewind.supervisor.child import Child
from rewind.supervisor.claim import MARK, Claim

POLL_S = 0.1
TRIES = 3  # ends in a row, before the site was ever ready, after which an essential program is given up
STOP_S = 6.0  # for the programs to end by themselves; with Valkey's share it stays below ten
STOP_VALKEY_S = 1.5
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


class Stopped(BaseException):
    """Somebody asked us to stop while a step was under way."""


class Up:
    """One run of everything on this machine. `run` returns when it was told to stop; it raises CannotStart."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.claim = Claim(settings.DATA_DIR)
        self.programs: list[Child] = []  # without the broker, which is started first and stopped last
        self.broker: Child | None = None
        self.listener: socket.socket | None = None  # kept open, so that each web process can be handed it
        self.signals = 0  # times that we were asked to stop
        self.in_step = False
        self.news = ""  # what was last said of the way to readiness
        self.embedded = not os.environ.get("REDIS_URL", "").strip()

    def run(self) -> None:
        """Start everything, mind it until SIGINT, SIGTERM or SIGHUP comes, and stop it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        began = time.monotonic()
        try:
            self._start()
            self._mind(began)
        except Stopped:
            pass
        finally:
            self._stop()

    def _start(self) -> None:
        self.say(f"Rewind keeps its data in {settings.DATA_DIR}")
        with self._step("claim") as done:
            with steps.failing_clearly("The data folder can't be written"):
                steps.room(settings.DATA_DIR)
                left = self.claim.take()
            self.listener = steps.listen(settings.HOST, settings.PORT)
            done(f"{left} processes of an earlier run stopped" if left else "")
        environ = {MARK: self.claim.mark}
        with self._step("broker") as done:
            done(self._start_broker(environ))
        with self._step("database") as done:
            done(steps.database())
        with self._step("files") as done:
            done(steps.static_files())
        self._weights(environ)
        self._search(environ)
        self.programs = self._programs(environ, self.listener)
        for child in self.programs:
            child.start()

    def _start_broker(self, environ: dict[str, str]) -> str:
        if not self.embedded:
            return steps.broker(settings.REDIS_URL)
        with steps.failing_clearly("The embedded Valkey can't be set up"):
            server = valkey.configure(settings.DATA_DIR / "valkey", environ)
            valkey.write_secret(settings.REDIS_URL_FILE, server.url)
        self.broker = server.child
        self.broker.start()
        server.wait(lambda: self.signals > 0)
        return "an embedded Valkey"

    def _weights(self, environ: dict[str, str]) -> None:
        """Check the weights; unpack or download what is missing in a process of its own, which can be stopped."""
        with self._step("weights") as done:
            if not steps.missing_weights():
                done("checked")
                return
            code, line = self._run("weights", [*MANAGE, "weights"], environ)
            if code != 0:
                raise CannotStart(line)
            done("unpacked and checked")

    def _search(self, environ: dict[str, str]) -> None:
        """See to the vectors that the search needs; without them it goes by words, which is no reason to end."""
        with self._step("search") as done:
            if steps.search_is_ready():
                done("in place")
                return
            code, line = self._run("search", [*MANAGE, "terms", "index"], environ)
            done("computed" if code == 0 else f"by words alone: {line}")

    def _run(self, name: str, command: list[str], environ: dict[str, str]) -> tuple[int | None, str]:
        """Run a long command in a process of its own, which can be stopped; its exit code and its last line."""
        child = Child(name, command, environ, captured=True)
        child.start()
        line = ""
        try:
            for line in child.lines():
                self.say(f"  {name:<10} {line}")
        finally:
            child.kill()
        return child.exit_code(), line.removeprefix("CommandError: ")

    def _programs(self, environ: dict[str, str], listener: socket.socket) -> list[Child]:
        web = [sys.executable, "-m", "rewind.supervisor.web", str(listener.fileno())]
        quiet = {**environ, "TQDM_DISABLE": "1"}  # bars that redraw themselves are no lines
        # Several models share the cores: threads that wait must sleep, or each waits for one that another keeps away.
        calm = {**quiet, "OMP_WAIT_POLICY": "passive"}
        # The checks were made when `up` began.
        workers = [
            Child(
                f"{kind} worker",
                [*MANAGE, "runworker", kind, "--skip-checks"],
                quiet if kind == "text" else calm,
                essential=False,
            )
            for kind in settings.KINDS
        ]
        return [
            *workers,
            Child("web server", web, environ, descriptors=(listener.fileno(),)),
            Child("sweeper", [*MANAGE, "sweep", "--skip-checks"], environ),
        ]

    def _mind(self, began: float) -> None:
        ready, look_at = False, 0.0
        while not self.signals:
            for child in self._children():
                child.mind(self.say)
                if not ready and child.essential and child.failures >= TRIES:
                    raise CannotStart(f"The {child.name} {child.how_it_ended()} {TRIES} times; see above.")
            if not ready and time.monotonic() >= look_at:
                ready = self._look(began)
                look_at = time.monotonic() + 0.5
            time.sleep(POLL_S)

    def _look(self, began: float) -> bool:
        """Ask the site itself whether it is ready; say what is new."""
        report = _readiness(settings.HOST, settings.PORT)
        if report.get("ready"):
            for kind, part in report["workers"].items():
                models = sorted({model for worker in part["workers"] for model in worker["models"]})
                self.say(f"  {kind:<10} {', '.join(models)}")
            self.say(f"Rewind is ready at {address(settings.HOST, settings.PORT)} ({time.monotonic() - began:.1f} s)")
            return True
        parts = {"database": report.get("database"), "broker": report.get("broker"), **report.get("workers", {})}
        news = "; ".join(f"{name}: {part['why']}" for name, part in parts.items() if part and "why" in part)
        if news and news != self.news:
            self.say(f"  waiting    {news}")
            self.news = news
        return False

    def _stop(self) -> None:
        """Stop the programs, then the broker that they use; whatever doesn't go in time is killed."""
        if self.programs or self.broker:
            self.say("Stopping")
        for child in self.programs:
            child.terminate()
        self._wait(self.programs, STOP_S)
        if self.broker:
            self.broker.terminate()
            self._wait([self.broker], STOP_VALKEY_S)
            settings.REDIS_URL_FILE.unlink(missing_ok=True)
        self.claim.give_up()

    def _wait(self, children: list[Child], seconds: float) -> None:
        until = time.monotonic() + seconds
        # A second Ctrl-C means: at once.
        while any(child.running() for child in children) and time.monotonic() < until and self.signals < 2:
            time.sleep(POLL_S)
        for child in children:
            child.kill()

    def _children(self) -> list[Child]:
        return [self.broker, *self.programs] if self.broker else self.programs

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
        if self.in_step and self.signals == 1:
            raise Stopped

    def _leave_if_asked(self, *children: Child) -> None:
        if self.signals:
            for child in children:
                child.kill()
            raise Stopped

    @contextmanager
    def _step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Time a step and say what it found; a signal ends it."""
        self._leave_if_asked()
        began = time.monotonic()
        found: list[str] = []
        self.in_step = True
        try:
            yield found.append
        finally:
            self.in_step = False
        if found and found[0]:
            self.say(f"  {name:<10} {found[0]:<40} {time.monotonic() - began:5.1f} s")


def address(host: str, port: int) -> str:
    """The site's address for this machine's browser."""
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _readiness(host: str, port: int) -> dict[str, Any]:
    """What /readyz says, or {} while nobody answers."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever http_proxy says
    with suppress(OSError, ValueError):
        try:
            with direct.open(address(host, port) + "readyz", timeout=3) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as answer:
            return json.load(answer)
    return {}
