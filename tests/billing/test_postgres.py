"""The PostgreSQL that tests start: there for as long as it is needed, and no longer."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIE = "import os, tests.postgres as p; c = p.postgres(); print(c.__enter__(), flush=True); os.kill(os.getpid(), 9)"


def folder_of(url: str) -> Path:
    return Path(url.strip().partition("?host=")[2])


def test_a_command_gets_a_server_and_its_exit_status_comes_back():
    command = [sys.executable, "-m", "tests.postgres", "--", "sh", "-c", "echo $DATABASE_URL; exit 3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("postgresql://")
    assert not folder_of(done.stdout).exists()


def test_the_server_ends_with_the_process_that_started_it_even_by_sigkill():
    died = subprocess.run([sys.executable, "-c", DIE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert died.returncode == -signal.SIGKILL, died.stderr
    pid_file = folder_of(died.stdout) / "data" / "postmaster.pid"
    until = time.monotonic() + 30
    while pid_file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not pid_file.exists(), "it runs on, an orphan"
    shutil.rmtree(folder_of(died.stdout))
