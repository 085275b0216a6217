"""One `up` for one data folder: a lock says that it is taken, and a mark finds what a killed one left running."""

import fcntl
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from rewind.supervisor import CannotStart

MARK = "REWIND_RUN"  # the environment variable that every process of a run carries
PATIENCE_S = 5.0


class Claim:
    """The right to run on `folder`, held from `take` until `give_up` or this process's end, however it comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = ""
        self._lock: IO[str] | None = None

    def take(self) -> int:
        """Take the folder and stop what an earlier run left; the count of those processes.

        Raises CannotStart when another `up` has the folder.
        """
        lock = (self.folder / "up.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise CannotStart(
                f"Rewind runs on {self.folder} already (process {holder}); stop it or set REWIND_DATA_DIR."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        left = self._clear_away(self._mark_file.read_text().strip(), PATIENCE_S) if self._mark_file.exists() else 0
        self.mark = secrets.token_hex(16)
        self._mark_file.write_text(self.mark)
        return left

    def give_up(self) -> None:
        """Kill whatever still carries our mark and let the folder go."""
        if self._lock is None:
            return
        self._clear_away(self.mark, patience_s=0)
        self._mark_file.unlink(missing_ok=True)
        self._lock.close()
        self._lock = None

    @property
    def _mark_file(self) -> Path:
        return self.folder / "up.mark"

    @staticmethod
    def _clear_away(mark: str, patience_s: float) -> int:
        # The mark is random and made anew for each run, so it can't be on a stranger that has got an old process's id.
        processes = [process for process in psutil.process_iter() if mark and _carries(process, mark)]
        for process in processes:
            _signalled(process, psutil.Process.terminate)
        _, alive = psutil.wait_procs(processes, timeout=patience_s)
        for process in alive:
            _signalled(process, psutil.Process.kill)
        psutil.wait_procs(alive, timeout=1)
        return len(processes)


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == mark
    except (psutil.Error, OSError):
        return False  # gone meanwhile, or another user's


def _signalled(process: psutil.Process, send: Callable[[psutil.Process], None]) -> None:
    with suppress(psutil.Error):
        send(process)
