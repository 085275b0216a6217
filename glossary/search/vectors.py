"""The vectors of all passages: computed once for each state of the content, kept in a file, read by every process.

The file is named by what it was made from, so it is right or it isn't there. `manage.py terms index` and `up` make it;
a process that doesn't find it makes it in a thread of its own and searches by words until then.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy
from django.conf import settings

from glossary import content
from glossary.search import embedder
from glossary.search.passages import passages
from tools.catalogue import EMBEDDER
from tools.weights import BrokenWeights, packaged

Say = Callable[[str], None]
MANY = 200  # passages that take seconds
OLD_FILES = 2  # that are kept, for processes of an older version and for their vectors
_ROW = numpy.dtype([("key", "S32"), ("vector", "<f4", (embedder.WIDTH,))])

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Vectors:
    """All passages' vectors, one row each, the rows of a term together."""

    slugs: tuple[str, ...]
    starts: numpy.ndarray  # the first row of each term
    rows: numpy.ndarray  # (passages, 384)

    def nearest(self, vector: numpy.ndarray) -> dict[str, float]:
        """For each term the cosine between the vector and its best passage."""
        best = numpy.maximum.reduceat(self.rows @ vector, self.starts)
        return dict(zip(self.slugs, best.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What there should be vectors of."""

    slugs: tuple[str, ...]
    starts: tuple[int, ...]
    texts: tuple[str, ...]
    keys: numpy.ndarray  # a hash of each text and the model, as bytes
    path: Path


@cache
def _wanted(folder: Path) -> _Wanted:
    slugs: list[str] = []
    starts: list[int] = []
    texts: list[str] = []
    for term in content.terms():
        slugs.append(term.slug)
        starts.append(len(texts))
        texts.extend(passages(term))
    model = EMBEDDER.package.sha256 if EMBEDDER.package else ""
    keys = numpy.array([hashlib.sha256(f"{model} {text}".encode()).hexdigest()[:32] for text in texts], "S32")
    name = hashlib.sha256(repr((slugs, starts)).encode() + keys.tobytes()).hexdigest()[:16]
    return _Wanted(tuple(slugs), tuple(starts), tuple(texts), keys, folder / f"{name}.npy")


def _folder() -> Path:
    """Beside the models, which outlive a data folder (tests make many), unless nobody may write there."""
    models: Path = settings.MODELS_DIR
    there = models if models.exists() else models.parent
    return models / EMBEDDER.slug if os.access(there, os.W_OK) else settings.DATA_DIR / "search"


def ready() -> bool:
    """Whether the file is there."""
    return _wanted(_folder()).path.is_file()


def prepare(say: Say = lambda line: None, *, threads: int = 1) -> str:
    """Make the file unless it is there; what was done, as a few words. Raises BrokenWeights, OSError."""
    wanted = _wanted(_folder())
    wanted.path.parent.mkdir(parents=True, exist_ok=True)
    with (wanted.path.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait, then find it there
        if _read(wanted.path) is not None:
            return f"{len(wanted.texts)} passages in place"
        known = _known(wanted.path.parent)
        missing = [index for index, key in enumerate(wanted.keys) if bytes(key) not in known]
        if missing and EMBEDDER.package:
            packaged(EMBEDDER.package)
        rows = numpy.zeros(len(wanted.texts), _ROW)
        rows["key"] = wanted.keys
        for index, key in enumerate(wanted.keys):
            rows["vector"][index] = known.get(bytes(key), 0)
        texts = [wanted.texts[index] for index in missing]
        rows["vector"][missing] = embedder.encode(texts, threads=threads, progress=_quarters(say, len(texts)))
        _write(wanted.path, rows)
        _tidy(wanted.path)
    return f"{len(wanted.texts)} passages, {len(missing)} computed"


def _quarters(say: Say, total: int) -> Callable[[int], None]:
    """Says each quarter of the way, where there is much to do."""
    told = [0]

    def progress(done: int) -> None:
        quarter = 4 * done // total
        if total > MANY and told[0] < quarter < 4:
            told[0] = quarter
            say(f"{done} of {total} passages")

    return progress


def _read(path: Path) -> numpy.ndarray | None:
    try:
        rows = numpy.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return rows if rows.dtype == _ROW else None


def _known(folder: Path) -> dict[bytes, numpy.ndarray]:
    """The vectors of older states: most passages outlive a change."""
    found: dict[bytes, numpy.ndarray] = {}
    for path in folder.glob("*.npy"):
        rows = _read(path)
        if rows is not None:
            found.update((bytes(row["key"]), row["vector"]) for row in rows)
    return found


def _write(path: Path, rows: numpy.ndarray) -> None:
    """Beside its place, then renamed: a file that exists is whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with draft.open("wb") as file:
            numpy.save(file, rows, allow_pickle=False)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _tidy(current: Path) -> None:
    others = sorted(current.parent.glob("*.npy"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [path for path in others if path != current][OLD_FILES:]:
        path.unlink(missing_ok=True)


_loaded: dict[Path, Vectors] = {}
_making: set[Path] = set()
_lock = threading.Lock()


def current() -> Vectors | None:
    """The vectors of the present content, or None while they aren't there; then a thread begins to make them."""
    path = _wanted(_folder()).path
    if path not in _loaded:
        with _lock:
            _load()
            if path not in _loaded and path not in _making:
                _making.add(path)
                threading.Thread(target=_make, name="search vectors", daemon=True).start()
    return _loaded.get(path)


def _load() -> None:
    wanted = _wanted(_folder())
    rows = _read(wanted.path)
    if rows is not None:
        vectors = numpy.ascontiguousarray(rows["vector"])
        _loaded[wanted.path] = Vectors(wanted.slugs, numpy.array(wanted.starts), vectors)


def _make() -> None:
    try:
        log.info("The search's vectors: %s", prepare())
    except (BrokenWeights, OSError) as error:
        log.warning("The search goes by words alone: %s", error)
