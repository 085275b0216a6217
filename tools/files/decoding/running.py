"""The parent's side of the child that decodes a file."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tools.files.decoding import limits
from tools.files.decoding.refused import Refused, too_complex

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
# Isolated (-I): no environment, no packages of the user's, nothing from the folder in which the server was started.
_START = "import sys; sys.path.insert(0, sys.argv[2]); from tools.files.decoding.child import main; main(sys.argv[1])"
_OUT_OF_TIME = (signal.SIGKILL, signal.SIGXCPU, signal.SIGALRM, signal.SIGXFSZ)
_PATIENCE = 5  # seconds beyond the child's own alarm


class DecoderBroken(Exception):
    """The child failed before it came to the file, or couldn't write: that is our fault and not the file's."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A clean copy, and the facts of it: "seconds" and "peaks" of audio, "width" and "height" of an image."""

    content: bytes
    facts: dict[str, Any]


def decode(chunks: Iterable[bytes], kind: str) -> Decoded:
    """Decode a file of `kind` ("audio" or "image") in a process of its own; blocks until it is done.

    Raises Refused when the file can't be taken, and DecoderBroken. Neither a process nor a file is left: both ends
    are files that have no name.
    """
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        for chunk in chunks:
            file.write(chunk)
        file.seek(0)
        code = _run(kind, file, output, errors)
        output.seek(0)
        note, _, content = output.read().partition(b"\n")
        if code == 0 and note:
            return _result(json.loads(note), content)
        raise _why(code, errors)


def _run(kind: str, file: IO[bytes], output: IO[bytes], errors: IO[bytes]) -> int:
    """The child's exit code, negative for a signal."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, kind, str(ROOT)],
        stdin=file,
        stdout=output,
        stderr=errors,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        return child.wait(limits.WALL_SECONDS + _PATIENCE)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _result(note: dict[str, Any], content: bytes) -> Decoded:
    if "code" in note:
        raise Refused(note["code"], note["message"])
    return Decoded(content, note)


def _why(code: int, errors: IO[bytes]) -> Exception:
    if code < 0:
        logger.warning("Decoding a file ended with signal %s", signal.Signals(-code).name)
        if -code in _OUT_OF_TIME:
            return too_complex()
        return Refused("damaged_file", "This file is damaged in a way that breaks its reader. Save it again.")
    errors.seek(0)
    return DecoderBroken(
        f"The decoding child ended with {code}: {errors.read(4_000).decode(errors='replace')[-2_000:]}"
    )
