"""One program that is started, watched, started again when it dies, and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_S = 60.0  # a program that ran for so long is forgiven its earlier ends


@dataclass
class Child:
    """A program by its readable `name`. `essential` ones must run before the site counts as started.

    `dies_by` is the signal that it gets when this process dies without stopping it.
    """

    name: str
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    dies_by: signal.Signals = signal.SIGKILL
    essential: bool = True
    captured: bool = False  # its output is read through `lines` instead of going to the terminal
    failures: int = 0  # ends in a row without a steady run between them
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _start_at: float | None = None

    def start(self) -> None:
        """Start the program in a session of its own, so that a terminal's Ctrl-C reaches only its parent."""
        # -S and -I: the launcher needs nothing but the standard library, and starts in a few milliseconds so.
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(int(self.dies_by)), *self.command]
        self._start_at = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            launch,
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.captured else None,
            stderr=subprocess.STDOUT if self.captured else None,
            pass_fds=self.descriptors,
            start_new_session=True,
        )

    def lines(self) -> Iterator[str]:
        """What a captured program prints, line by line, until it ends."""
        if self._process is not None and self._process.stdout is not None:
            for line in self._process.stdout:
                yield line.decode(errors="replace").rstrip()
            self._process.wait()

    def mind(self, say: Callable[[str], None]) -> None:
        """Notice the program's end and start it again, later each time; to be called every now and then."""
        if self._start_at is not None:
            if time.monotonic() >= self._start_at:
                self.start()
        elif self._process is not None and self._process.poll() is not None:
            steady = time.monotonic() - self._started >= STEADY_S
            self.failures = 1 if steady else self.failures + 1
            delay = min(FIRST_DELAY_S * 2 ** (self.failures - 1), LONGEST_DELAY_S)
            self._start_at = time.monotonic() + delay
            self.kill()  # what it started itself goes with it
            say(f"The {self.name} {self.how_it_ended()}; starting it again in {delay:g} s")

    def running(self) -> bool:
        """Whether the program runs now."""
        return self._process is not None and self._process.poll() is None

    def exit_code(self) -> int | None:
        """The program's exit code, negative for a signal; None while it runs."""
        return self._process.poll() if self._process else None

    def how_it_ended(self) -> str:
        """For people: "stopped (exit code 3)" or "was killed (SIGKILL)"."""
        code = self.exit_code()
        if code is not None and code < 0:
            return f"was killed ({signal.Signals(-code).name})"
        return f"stopped (exit code {code})"

    def terminate(self) -> None:
        """Ask the program to stop, and don't start it again."""
        self._start_at = None
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """Kill the program and whatever it started."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
