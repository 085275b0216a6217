"""Help for tests of generations: asking for one, processes that run them, and what their streams said."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

from accounts.principal import Principal
from tests.waiting import until
from tools import catalogue, generations
from tools.models import Generation
from tools.quotes import Quote
from tools.streams.connection import client, events_key
from tools.toolbox.chat import Chat
from tools.work.readiness import workers

VISITOR = Principal("visitor", "visitor:tester", "address:tester")
GIVEN = (
    "MODELS_DIR",
    "LEASE_SECONDS",
    "HOLD_SECONDS",
    "READER_SECONDS",
    "RING_SECONDS",
    "EVENTS_SECONDS",
    "RUN_SECONDS",
    "TEXT_CONCURRENCY",
)


class FixedQuote(Chat):
    """The chat tool at a fixed quote, for it would need the model's tokenizer to make one."""

    def quote(self, inputs: dict[str, Any], model: catalogue.Model) -> Quote:
        return Quote(500, 7)


def ask(script: str, principal: Principal = VISITOR, kind: str = "text", **options: Any) -> Generation:
    """Start a generation whose prompt is `script`, on a model of `kind`."""
    inputs = {"messages": [{"role": "user", "content": script}], "max_tokens": 400, "n": 1, "model": "any"}
    model = catalogue.available(kind)[0]
    return generations.start(principal, FixedQuote(), model, inputs, source="api", **options)


def claimed() -> Generation:
    """A generation that a worker has taken."""
    generation = Generation.objects.claim(ask("").pk, "worker-a")
    assert generation is not None
    return generation


def events_of(generation: Generation) -> list[tuple[str, dict[str, Any]]]:
    """What the stream says so far, neighbouring pieces of text made one."""
    told: list[tuple[str, dict[str, Any]]] = []
    for _, fields in client().xrange(events_key(generation.pk)):
        data = json.loads(fields["data"])
        if fields["type"] == "delta" and told and told[-1][0] == "delta" and told[-1][1]["index"] == data["index"]:
            told[-1][1]["text"] += data["text"]
        else:
            told.append((fields["type"], data))
    return told


def types_of(generation: Generation) -> list[str]:
    """The types of the stream's events."""
    return [event_type for event_type, _ in events_of(generation)]


def state(generation: Generation) -> str:
    """Where its row stands now."""
    generation.refresh_from_db()
    return generation.state


def final(generation: Generation, seconds: float = 30) -> str:
    """Wait for the generation's end; the state in which it ended."""
    until(lambda: state(generation) in ("succeeded", "failed", "cancelled"), seconds)
    return generation.state


def environment() -> dict[str, str]:
    """What makes a child process work on this test's database and broker, with its times."""
    database = {key: connection.settings_dict[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    database |= {"OPTIONS": connection.settings_dict["OPTIONS"], "CONN_MAX_AGE": 0}
    given = {name: getattr(settings, name) for name in GIVEN}
    given |= {"DATABASES": {"default": database}, "REDIS_URL": settings.REDIS_URL}
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.child_settings",
        "REWIND_TEST_SETTINGS": json.dumps(given, default=str),
    }


class Process:
    """A process of the site that a test may kill."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen([sys.executable, *command], env=environment())
        self.pid = self._process.pid

    def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        self._process.kill()
        self._process.wait()

    def stop(self, seconds: float = 10) -> int:
        """End it as `up` does, and give its exit status. Raises TimeoutExpired."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def died(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None


@contextlib.contextmanager
def process(*command: str) -> Iterator[Process]:
    """A process for the length of the block."""
    started = Process(*command)
    try:
        yield started
    finally:
        started.kill()


def _parent(pid: int) -> int | None:
    """The process that started it; None where it has ended meanwhile."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).ppid()
    return None


@contextlib.contextmanager
def scripted_worker(kind: str = "text") -> Iterator[Process]:
    """A worker process with the scripted engine, that accepts work."""
    with process("-m", "tests.tools.scripted", "worker", kind) as started:

        def has_begun() -> bool:
            """It is ready; or it was, and what waited in the queue has ended it already."""
            return any(started.pid in (pid, _parent(pid)) for pid in ready(kind)) or started.died()

        until(has_begun, 90)
        yield started


def ready(kind: str) -> list[int]:
    """The ids of the processes of `kind` that say that they are ready and that run."""
    names = [one["name"] for one in workers().get(kind, []) if one["state"] == "ready"]
    return [pid for name in names if psutil.pid_exists(pid := int(name.split("-")[-2]))]


@contextlib.contextmanager
def sweeper() -> Iterator[Process]:
    """A sweeper process."""
    with process("-m", "tests.tools.scripted", "sweeper") as started:
        yield started
