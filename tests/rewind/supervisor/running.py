"""Starts `manage.py up` for real, in a data folder of its own, and looks after what it leaves."""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from rewind.env import BASE_DIR
from rewind.supervisor.claim import MARK

READY = "Rewind is ready at"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """One `manage.py up`; its output is read as it comes."""

    def __init__(self, folder: Path, port: int, **environ: str):
        self.folder, self.port = folder, port
        clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "HOST")}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=BASE_DIR,
            env={
                **clean,
                "REWIND_DATA_DIR": str(folder),
                "PORT": str(port),
                "PYTHONUNBUFFERED": "1",
                "REWIND_KINDS": "text",
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._coming: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._coming.put(line.rstrip())

    def wait_for(self, pattern: str, seconds: float) -> str:
        """The first new line that the pattern is found in; an AssertionError with all lines when none comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.lines.append(self._coming.get(timeout=0.2))
            except queue.Empty:
                if self.process.poll() is not None and self._coming.empty():
                    break
                continue
            if re.search(pattern, self.lines[-1]):
                return self.lines[-1]
        raise AssertionError(f"no {pattern!r} in:\n" + "\n".join(self.lines))

    def ended(self, seconds: float = 30) -> tuple[int, list[str]]:
        """The exit code and the lines that say something, once it has ended."""
        code = self.process.wait(seconds)
        self._reader.join(10)
        while not self._coming.empty():
            self.lines.append(self._coming.get())
        return code, [line for line in self.lines if line.strip()]

    def mark(self) -> str:
        return (self.folder / "up.mark").read_text()

    def child(self, *words: str) -> psutil.Process:
        """The program of this run, not one of its own children, whose command has all the words."""
        return next(one for one in carrying(self.mark()) if self._is_program(one, words))

    def _is_program(self, process: psutil.Process, words: tuple[str, ...]) -> bool:
        try:
            return process.ppid() == self.process.pid and all(word in " ".join(process.cmdline()) for word in words)
        except psutil.NoSuchProcess:  # it ended meanwhile
            return False

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(12)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def carrying(mark: str) -> list[psutil.Process]:
    """The living processes that carry the mark of a run."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def gone(mark: str, seconds: float) -> bool:
    """Whether no process carries the mark any more within so many seconds."""
    end = time.monotonic() + seconds
    while carrying(mark) and time.monotonic() < end:
        time.sleep(0.1)
    return not carrying(mark)
