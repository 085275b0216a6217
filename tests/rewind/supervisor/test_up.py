"""`manage.py up` from the first line to the last process, for real: two loads of the starter model in all."""

import json
import signal
import socket
import time
import urllib.request

import psutil
import pytest

from tests.rewind.supervisor.running import READY, Running, carrying, free_port, gone
from tools import catalogue, weights

pytestmark = pytest.mark.slow
LOAD_S = 180


@pytest.fixture(scope="module")
def models(django_db_blocker):
    """The folder of the starter's weights, which a first start unpacks."""
    from django.conf import settings

    weights.prepare(catalogue.model(settings.TEXT_MODEL))
    return settings.MODELS_DIR


@pytest.fixture
def up(tmp_path, models):
    """Starts `up`s, by default all on one folder and one port."""
    port, started = free_port(), []

    def start(folder=tmp_path / "var", port=port, **environ):
        started.append(Running(folder, port, **{"REWIND_MODELS_DIR": str(models), **environ}))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def readiness(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return json.load(answer)


def refused(running):
    """The one line that a start which can't be gives for its reason."""
    code, lines = running.ended()
    assert code == 1
    assert not [line for line in lines if "Traceback" in line]
    told = [line for line in lines if "Rewind can't start. " in line]
    assert len(told) == 1
    return told[0]


def test_it_starts_minds_and_stops_everything(up, tmp_path):
    first = up(REWIND_KINDS="text,image,speech")
    assert f"{READY} http://127.0.0.1:{first.port}/" in first.wait_for(READY, LOAD_S)
    assert readiness(first.port)["ready"] is True
    for step in ("broker", "database", "files", "weights"):
        assert any(line.startswith(f"  {step}") for line in first.lines), first.lines

    for kind, model in (("text", "smollm2-135m-instruct"), ("image", "rewind-icons"), ("speech", "whisper-base")):
        assert f"  {kind:<10} {model}" in first.lines
    assert memory(first.mark()) < 24 * 2**30

    # While it runs, nobody else gets its folder or its port.
    assert refused(up()) == (
        f"CommandError: Rewind can't start. Rewind runs on {first.folder} already (process {first.process.pid}); "
        "stop it or set REWIND_DATA_DIR."
    )
    assert f"Port {first.port} of 127.0.0.1 is taken" in refused(up(folder=tmp_path / "other"))

    # What dies is started again.
    for words, name in (
        (["runworker", "image"], "image worker"),
        (["sweep"], "sweeper"),
        (["valkey-server"], "broker"),
        (["supervisor.web"], "web server"),
    ):
        first.child(*words).kill()
        first.wait_for(rf"The {name} was killed \(SIGKILL\); starting it again", 10)
    wait_until_ready(first.port)

    # After kill -9 nothing stays, and the next start is as good as the first.
    mark = first.mark()
    assert len(carrying(mark)) >= 4
    first.process.kill()
    assert gone(mark, 10)
    second = up()
    second.wait_for(READY, LOAD_S)
    assert not any("earlier run" in line for line in second.lines)

    mark = second.mark()
    began = time.monotonic()
    second.process.send_signal(signal.SIGTERM)
    assert second.ended()[0] == 0
    assert time.monotonic() - began < 10
    assert carrying(mark) == []
    assert not (second.folder / "redis_url").exists()


def memory(mark):
    """Bytes of all processes together; what two of them share counts once."""
    return sum(memory_of(process) for process in carrying(mark))


def memory_of(process):
    try:
        return process.memory_full_info().pss
    except psutil.NoSuchProcess:  # it ended meanwhile
        return 0


def wait_until_ready(port):
    end = time.monotonic() + LOAD_S
    while time.monotonic() < end:
        try:
            if readiness(port)["ready"]:
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the site didn't become ready again")


def test_ctrl_c_while_it_starts_stops_it_too(up):
    starting = up()
    starting.wait_for("  database", 30)
    mark = starting.mark()
    starting.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert starting.ended()[0] == 0
    assert time.monotonic() - began < 10
    assert carrying(mark) == []


def test_a_port_that_another_program_has_is_told(up):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} of 127.0.0.1 is taken: stop the program that listens there, or set PORT." in refused(
            up(port=port)
        )


def test_a_broken_weight_file_is_told(up, tmp_path, models):
    place = tmp_path / "models" / "smollm2-135m-instruct"
    place.mkdir(parents=True)
    for path in (models / "smollm2-135m-instruct").iterdir():
        whole = path.read_bytes()
        (place / path.name).write_bytes(whole[: len(whole) // 2] if path.suffix == ".safetensors" else whole)
    assert "model.safetensors" in refused(up(REWIND_MODELS_DIR=str(tmp_path / "models")))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/rewind"}, "The PostgreSQL database can't be used: "),
        ({"REDIS_URL": "redis://:secret@127.0.0.1:1/0"}, "The broker of REDIS_URL can't be used: "),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_without_its_password(up, environ, said):
    line = refused(up(**environ))
    assert said in line
    assert "refused" in line
    assert "secret" not in line
