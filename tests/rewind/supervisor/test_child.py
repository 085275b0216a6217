"""A program that is minded."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from rewind.env import BASE_DIR
from rewind.supervisor.child import Child
from tests.waiting import is_dead, until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def child():
    made = []

    def make(command, **options):
        made.append(Child("program", command, **options))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.kill()


def test_a_dead_program_is_started_again_and_it_is_told(child):
    said = []
    program = child(SLEEP)
    first = program._process.pid
    os.kill(first, signal.SIGKILL)
    assert until(lambda: program.mind(said.append) or (program.running() and program._process.pid != first))
    assert said == ["The program was killed (SIGKILL); starting it again in 0.5 s"]


def test_a_program_that_dies_again_and_again_is_started_later_each_time(child):
    said = []
    program = child([sys.executable, "-c", "import sys; sys.exit(3)"])
    assert until(lambda: program.mind(said.append) or program.failures == 3)
    assert [line.rsplit(" in ")[1] for line in said] == ["0.5 s", "1 s", "2 s"]
    assert said[0].startswith("The program stopped (exit code 3)")


def test_a_program_that_was_told_to_stop_is_not_started_again(child):
    program = child(SLEEP)
    program.terminate()
    assert until(lambda: not program.running())
    program.terminate()
    assert program.exit_code() == -signal.SIGTERM


def test_killing_takes_what_the_program_started_with_it(child):
    program = child([sys.executable, "-c", f"import subprocess; subprocess.run({SLEEP!r})"])
    assert until(lambda: psutil.Process(program._process.pid).children())
    grandchild = psutil.Process(program._process.pid).children()[0]
    program.kill()
    assert until(lambda: is_dead(grandchild.pid))


def test_a_captured_program_is_read_line_by_line(child):
    program = child([sys.executable, "-c", "print('one'); print('two')"], captured=True)
    assert list(program.lines()) == ["one", "two"]
    assert program.exit_code() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent's life")
def test_a_program_dies_with_its_parent_however_that_dies():
    code = (
        "import time\n"
        "from rewind.supervisor.child import Child\n"
        f"program = Child('program', {SLEEP!r})\n"
        "program.start()\n"
        "print(program._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    program = psutil.Process(int(parent.stdout.readline()))
    assert until(lambda: "time.sleep" in " ".join(program.cmdline()))
    parent.kill()
    parent.wait()
    assert until(lambda: is_dead(program.pid))
