"""The pictures of a snapshot as whoever sees the snapshot may have them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from django.http import Http404

from tools.models import StoredFile
from tools.outcome import Picture
from tools.sharing.snapshot import Snapshot

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DRAWN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"})


def content(snapshot: Snapshot, picture: Picture) -> bytes:
    """A picture as PNG. Where nobody may see what was asked, nothing is left in it but the picture. Raises Http404."""
    try:
        whole = StoredFile.objects.get(pk=picture.file).content()
    except (StoredFile.DoesNotExist, FileNotFoundError) as error:
        raise Http404("The picture isn't there any more.") from error
    return whole if snapshot.has_prompt else bare(whole)


def bare(png: bytes) -> bytes:
    """The same picture without words: of its chunks only those that say how it looks (PNG, third edition, 11)."""
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in _chunks(png)
        if kind in _DRAWN
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The type and the content of each chunk, up to the last; what stands behind that is no part of a picture."""
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length
