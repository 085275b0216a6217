"""What `up` makes sure of first."""

import shutil
import socket
from collections import namedtuple

import pytest

from rewind.supervisor import CannotStart, steps
from tools import catalogue
from tools.weights.layouts import layout


def test_a_taken_port_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} of 127.0.0.1 is taken: .* set PORT\."):
            steps.listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(CannotStart, match=f"HOST={host} "):
        steps.listen(host, 8000)


def test_a_full_disk_is_told_before_anything_is_written(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10, 10, 3 * 2**20))
    with pytest.raises(CannotStart, match="is full: 3 MB are left"):
        steps.room(tmp_path)


@pytest.mark.parametrize("url", ["redis://:secret@127.0.0.1:1/0", "no address"])
def test_a_broker_that_cannot_be_used_is_told_without_its_password(url):
    with pytest.raises(CannotStart) as refused:
        steps.broker(url)
    assert str(refused.value).startswith("The broker of REDIS_URL can't be used: ")
    assert "secret" not in str(refused.value)


def test_an_unknown_model_is_told(settings):
    settings.TEXT_MODEL, settings.TEXT_MODELS = "gpt-9", ["gpt-9"]
    with pytest.raises(CannotStart, match="gpt-9"):
        steps.missing_weights()


def test_missing_weights_are_found(settings, tmp_path):
    settings.MODELS_DIR = tmp_path
    # The image model's lie in the repository.
    assert [model.slug for model in steps.missing_weights()] == [settings.TEXT_MODEL, settings.SPEECH_MODEL]


def test_weights_cut_short_are_told_in_one_line(settings, tmp_path):
    settings.MODELS_DIR = tmp_path
    place = tmp_path / settings.TEXT_MODEL
    place.mkdir()
    for name in layout(catalogue.model(settings.TEXT_MODEL)).needed:
        (place / name).write_text("{}")
    (place / "model.safetensors").write_bytes(b"\x10\x00\x00\x00")
    with pytest.raises(CannotStart, match=r"model\.safetensors"):
        steps.missing_weights()


def test_an_error_of_the_disk_becomes_one_line():
    with (
        pytest.raises(CannotStart, match=r"^The files: no space left on device: /var/x$"),
        steps.failing_clearly("The files"),
    ):
        raise OSError(28, "No space left on device", "/var/x")
