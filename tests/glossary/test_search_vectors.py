"""The file of vectors: made once, whole or not there, and only what changed is computed again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy
import pytest

from glossary import content, search
from glossary.search import vectors
from rewind.env import BASE_DIR
from rewind.supervisor import steps
from tests.glossary.searching import vectors_ready
from tools.catalogue import EMBEDDER

__all__ = ["vectors_ready"]
pytestmark = pytest.mark.usefixtures("vectors_ready")
MISSING = 3


@pytest.fixture
def older(settings, tmp_path) -> Path:
    """A folder that holds the vectors of an older state, in which three of today's passages weren't."""
    rows = numpy.load(vectors._wanted(folder(settings)).path)
    rows["key"][:MISSING] = b"another text"
    settings.MODELS_DIR = tmp_path
    folder(settings).mkdir()
    numpy.save(folder(settings) / "older.npy", rows)
    return folder(settings)


def folder(settings) -> Path:
    return settings.MODELS_DIR / EMBEDDER.slug


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.glob("*.npy") if path.name != "older.npy")


def test_only_what_isnt_known_is_computed(older):
    total = len(numpy.load(older / "older.npy"))
    assert vectors.prepare() == f"{total} passages, {MISSING} computed"
    assert vectors.prepare() == f"{total} passages in place"
    assert len(files(older)) == 1


def test_what_was_computed_and_what_was_kept_are_the_same_vectors(older, settings):
    kept = vectors.current()
    assert kept is None or len(kept.rows)
    vectors.prepare()
    made = numpy.load(older / files(older)[0])["vector"]
    assert abs(numpy.linalg.norm(made, axis=1) - 1).max() < 1e-5
    assert (
        abs(made[MISSING:] - numpy.load(older / "older.npy")["vector"][MISSING:]).max() < 1e-6
    )  # two terms may share a passage, computed in another batch


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY\x01\x00v", b"not an array at all"])
def test_a_damaged_file_is_made_anew(older, content):
    vectors.prepare()
    path = older / files(older)[0]
    path.write_bytes(content)
    assert vectors.prepare().endswith("computed")
    assert len(numpy.load(path)) == len(numpy.load(older / "older.npy"))


def test_of_two_processes_one_computes_and_the_other_finds_it_done(older, settings):
    environment = {**os.environ, "REWIND_MODELS_DIR": str(settings.MODELS_DIR)}
    command = [sys.executable, str(BASE_DIR / "manage.py"), "terms", "index"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[0].strip().split(" passages")[1] for process in both)
    assert said[0] == " in place"
    assert said[1].endswith(" computed")
    assert len(files(older)) == 1
    assert not list(older.glob(".*.npy.*"))


def test_until_the_file_is_there_words_are_enough_and_a_thread_makes_it(older):
    assert not steps.search_is_ready()
    term = content.terms()[0]
    assert search.search(term.title)[0].term is term
    until = time.monotonic() + 60
    while vectors.current() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert vectors.current() is not None
    assert steps.search_is_ready()


def test_old_files_go_but_not_the_last_two(older):
    for number in range(4):
        (older / f"{number}.npy").write_bytes(b"")
        os.utime(older / f"{number}.npy", (number, number))
    vectors.prepare()
    assert set(files(older)) - {"0.npy", "1.npy"} == set(files(older))
    assert len(list(older.glob("*.npy"))) == 1 + vectors.OLD_FILES
