"""Where a model's weights lie, how they get there, and whether they are whole.

A model's folder is what its engine loads (layouts.py). It comes from a pip package (the starters), from the model's
makers, with this repository, or from whoever runs this (MODELS_DIR). It is made beside its place and renamed into it,
so a folder that exists is complete; `manifest.json` holds the sizes and hashes to tell whether it still is.
"""

from __future__ import annotations

import errno
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tools import catalogue
from tools.catalogue import Model
from tools.weights.downloads import download
from tools.weights.errors import AGAIN, BrokenWeights
from tools.weights.layouts import layout
from tools.weights.packages import from_package, packaged, place_in_package, sha256

__all__ = [
    "BrokenWeights",
    "check",
    "folder",
    "packaged",
    "place_in_package",
    "prepare",
    "present",
    "ready",
    "served",
    "sha256",
]

Progress = Callable[[str], None]
MANIFEST = "manifest.json"
HASHED_AT_LOAD = 2**30  # bytes; larger files are compared by size alone at each start, for hashing them takes minutes


def folder(model: Model) -> Path:
    """The model's folder, whether or not it is there."""
    return Path(settings.BASE_DIR) / model.folder if model.folder else settings.MODELS_DIR / model.slug


def served() -> list[Model]:
    """The models that this installation's workers load. Raises UnknownModel."""
    return [model for kind in settings.KINDS for model in catalogue.available(kind)]


def present(model: Model) -> bool:
    """Whether something is at the model's place, whole or not."""
    return folder(model).is_dir()


def ready(model: Model) -> bool:
    """Whether the model's folder is there and its files have the sizes they should have. Reads no weights."""
    try:
        check(model)
    except BrokenWeights:
        return False
    return True


def check(model: Model, *, thorough: bool = False) -> None:
    """Raise BrokenWeights unless the model's files are there and whole; `thorough` compares hashes too."""
    place, expected = folder(model), layout(model)
    missing = [name for name in expected.needed if not (place / name).is_file()]
    weights = sorted(place.glob(expected.weights))
    if missing or not weights:
        first = (missing or [expected.weights])[0]
        raise BrokenWeights(f"{model.name} isn't in {place} ({first} is missing): {AGAIN}.")
    for path in weights:
        if path.stat().st_size != expected.stated_size(path):
            raise BrokenWeights(f"{path} is cut short or damaged: delete {place} and {AGAIN}.")
    if not (place / MANIFEST).is_file():
        return  # a folder that somebody else put there: nothing to compare it with
    for name, stated in json.loads((place / MANIFEST).read_text()).items():
        path = place / name
        size = path.stat().st_size if path.is_file() else -1
        hashed = thorough and size <= HASHED_AT_LOAD
        if size != stated["size"] or (hashed and sha256(path) != stated["sha256"]):
            raise BrokenWeights(f"{path} isn't what was unpacked: delete {place} and {AGAIN}.")


def prepare(model: Model, progress: Progress = lambda line: None) -> None:
    """Put the model's weights in their place, unless they are there already. Raises BrokenWeights."""
    if model.engine == "upstream":
        return
    place = folder(model)
    if model.folder:
        check(model, thorough=True)
        return
    try:
        with _lock(place.parent):
            if present(model):
                check(model, thorough=True)
            else:
                _make(model, place, progress)
    except OSError as error:
        raise BrokenWeights(_say(model, place, error)) from error
    progress(f"{model.name} is in {place}")


def _make(model: Model, place: Path, progress: Progress) -> None:
    partial = place.with_name(f".{place.name}.partial")
    if model.package:
        shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, exist_ok=True)  # a download that was broken off goes on
    if model.package:
        from_package(model, model.package, partial, progress)
    else:
        download(model, partial, progress)
    progress(f"Hashing {model.name}")
    files = sorted(path for path in partial.rglob("*") if path.is_file())
    manifest = {
        path.relative_to(partial).as_posix(): {"size": path.stat().st_size, "sha256": sha256(path)} for path in files
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    partial.rename(place)


@contextmanager
def _lock(parent: Path) -> Iterator[None]:
    """One process at a time puts weights in place; the others wait, then find them there."""
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say(model: Model, place: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        free = shutil.disk_usage(place.parent).free / 2**20
        return f"The disk of {place.parent} is full ({free:.0f} MiB free): make room for {model.name} and {AGAIN}."
    if model.package is None and error.errno is None:
        return f"{model.source} can't be downloaded ({error}): put its folder at {place}, or {AGAIN}."
    return f"{model.name} can't be put into {place}: {error.strerror or error}."
