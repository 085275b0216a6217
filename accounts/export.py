"""What somebody takes along: files of an archive that is made while it is sent, so that no size is too large."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.utils import timezone

from accounts.principal import Principal
from accounts.signals import data_exported

PACKED = (".png", ".flac")  # packed already


@dataclass(frozen=True, slots=True)
class File:
    """One file of the archive: its path there, and its text or its bytes piece by piece."""

    path: str
    pieces: Iterable[str | bytes]


def json_file(path: str, data: Any) -> File:
    """Any JSON-ready data as a file."""
    return File(path, [_json(data), "\n"])


def json_list(path: str, rows: Iterable[Any]) -> File:
    """JSON-ready rows as one list, of which never more than one row is in memory."""
    return File(path, _list(rows))


def archive(principal: Principal) -> Iterator[bytes]:
    """The ZIP of all that the rooms have of the principal, in pieces."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w") as packed:
        for file in _files(principal):
            with packed.open(_entry(file.path), "w", force_zip64=True) as entry:
                for piece in file.pieces:
                    entry.write(piece if isinstance(piece, bytes) else piece.encode())
                    yield out.taken()
            yield out.taken()
    yield out.taken()


def _files(principal: Principal) -> Iterator[File]:
    for _, files in data_exported.send(sender=Principal, principal=principal):
        yield from cast(Iterable[File], files)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, timezone.now().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
    return entry


class _Pieces:
    """A file that can't be sought in: what was written is taken out again."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._written.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What wasn't taken yet can still be."""

    def taken(self) -> bytes:
        piece = b"".join(self._written)
        self._written.clear()
        return piece


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _list(rows: Iterable[Any]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield f"{before}\n{_json(row)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _plain(value: Any) -> str:
    """Times as ISO 8601, ids as text."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
