"""Takes in what people send: checked, decoded in a child, and only the clean copy kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.core.files.uploadedfile import UploadedFile

from accounts.principal import Principal
from tools.files.decoding import limits
from tools.files.decoding.refused import Refused
from tools.files.decoding.running import Decoded, DecoderBroken, decode
from tools.files.names import shown_name
from tools.http.problems import Problem, unavailable
from tools.models import StoredFile
from tools.toolbox.base import InvalidInput

logger = logging.getLogger(__name__)

MOST_UNUSED = 50  # files of one purse that no run uses yet
TYPES = {"audio": "audio/flac", "image": "image/png"}
NAMES = {"audio": "recording", "image": "picture"}
WAIT_SECONDS = 10.0
_slots = BoundedSemaphore(max(2, os.cpu_count() or 1))  # of this process


def receive(principal: Principal, uploaded: UploadedFile, kind: str) -> StoredFile:
    """Keep a clean copy of an upload of `kind` ("audio" or "image"): 16 kHz mono FLAC, or RGB PNG.

    Blocks for as long as the decoding takes: seconds, at the very most two minutes. Raises InvalidInput("file", …)
    when the file can't be taken, and Problem: 429 when too many unused files lie here, 503 when too many are being
    decoded.
    """
    _check_size(uploaded)
    with _slot():
        decoded = _decode(uploaded, kind)
    _check_room(principal)
    facts = decoded.facts
    return StoredFile.objects.store(
        decoded.content,
        TYPES[kind],
        owner=principal.owner,
        purse=principal.purse,
        kind=kind,
        name=shown_name(uploaded.name, NAMES[kind]),
        seconds=facts.get("seconds"),
        width=facts.get("width"),
        height=facts.get("height"),
        peaks=facts.get("peaks", []),
    )


def _check_size(uploaded: UploadedFile) -> None:
    if not uploaded.size:
        raise InvalidInput("file", "This file is empty. Choose another one.", "empty_file")
    if uploaded.size > limits.MOST_BYTES:
        most = limits.MOST_BYTES // limits.MEBIBYTE
        message = f"This file has more than {most} MB, which is the most. Save it smaller, or send it in parts."
        raise InvalidInput("file", message, "too_large")


def _check_room(principal: Principal) -> None:
    """Last, so that whoever sends a bad file is told what is wrong with it."""
    if StoredFile.objects.unused().filter(purse=principal.purse).count() >= MOST_UNUSED:
        message = (
            f"{MOST_UNUSED} files that you sent haven't been used yet, which is the most. "
            "Use or delete some, or wait: unused files go after a day."
        )
        raise Problem(429, "too_many_files", message, field="file", headers={"Retry-After": "3600"})


@contextmanager
def _slot() -> Iterator[None]:
    """One of the few places for decoding, waited for a moment."""
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise unavailable("Too many files are being read at this moment.")
    try:
        yield
    finally:
        _slots.release()


def _decode(uploaded: UploadedFile, kind: str) -> Decoded:
    try:
        return decode(uploaded.chunks(), kind)
    except Refused as refused:
        raise InvalidInput("file", refused.message, refused.code) from refused
    except (DecoderBroken, OSError) as error:
        logger.error("A file couldn't be decoded: %s", error)
        raise unavailable("Files can't be read at this moment.") from error
