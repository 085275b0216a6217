"""`manage.py up` on a disk that is full, or gets full on the way."""

import os
import subprocess

import pytest

from tests.rewind.supervisor.running import Running, free_port


@pytest.fixture
def small_disk(tmp_path):
    """Makes a real file system of so many megabytes, where we may."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(megabytes):
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("only root can mount a small disk")
        return place

    yield mount
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


def ends_with_one_line(folder, **environ):
    running = Running(folder, free_port(), **environ)
    try:
        code, lines = running.ended(180)
    finally:
        running.kill()
    assert code == 1
    assert not [line for line in lines if "Traceback" in line], lines
    told = [line for line in lines if "Rewind can't start. " in line]
    assert len(told) == 1, lines
    return told[0]


def test_a_full_disk_is_told_before_anything_starts(small_disk):
    line = ends_with_one_line(small_disk(8))
    assert "is full: " in line
    assert "a start needs" in line


def test_a_disk_too_small_for_the_weights_is_told(small_disk):
    disk = small_disk(120)
    line = ends_with_one_line(disk, REWIND_MODELS_DIR=str(disk / "models"))
    assert "space" in line.lower() or "full" in line.lower()


@pytest.mark.parametrize("with_key", [False, True])
def test_a_data_folder_without_a_free_byte_is_told(small_disk, with_key):
    disk = small_disk(1)
    if with_key:  # then the settings load, and `up` itself is the first to write
        (disk / "secret_key").write_text("k" * 64)
    with pytest.raises(OSError, match="No space"), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)
    line = ends_with_one_line(disk)
    assert "No space left on device" in line or "is full" in line
