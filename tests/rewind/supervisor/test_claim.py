"""One `up` for one data folder."""

import os
import subprocess
import sys

import pytest

from rewind.env import BASE_DIR
from rewind.supervisor import CannotStart
from rewind.supervisor.claim import MARK, Claim

SLEEP = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(60)"]


@pytest.fixture
def marked():
    """Starts processes that carry a mark."""
    started = []

    def start(mark):
        process = subprocess.Popen(SLEEP, env={**os.environ, MARK: mark}, stdout=subprocess.PIPE)
        process.stdout.readline()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_second_claim_on_a_folder_is_refused_in_one_line(tmp_path):
    first = Claim(tmp_path)
    first.take()
    with pytest.raises(CannotStart) as refused:
        Claim(tmp_path).take()
    assert str(refused.value) == (
        f"Rewind runs on {tmp_path} already (process {os.getpid()}); stop it or set REWIND_DATA_DIR."
    )
    first.give_up()
    second = Claim(tmp_path)
    second.take()
    second.give_up()


def test_a_killed_holder_holds_nothing(tmp_path):
    code = (
        f"from pathlib import Path\nfrom rewind.supervisor.claim import Claim\nClaim(Path({str(tmp_path)!r})).take()\n"
    )
    code += "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
    subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, check=False)
    claim = Claim(tmp_path)
    assert claim.take() == 0
    claim.give_up()


def test_what_a_killed_run_left_is_stopped_and_nothing_else(tmp_path, marked):
    (tmp_path / "up.mark").write_text("the-old-mark")
    orphan, stranger = marked("the-old-mark"), marked("another-mark")
    claim = Claim(tmp_path)
    assert claim.take() == 1
    orphan.wait(5)
    assert stranger.poll() is None
    claim.give_up()


def test_giving_up_stops_what_still_carries_the_mark(tmp_path, marked):
    claim = Claim(tmp_path)
    claim.take()
    left = marked(claim.mark)
    claim.give_up()
    left.wait(5)
    assert not (tmp_path / "up.mark").exists()
