"""The child process that reads one file from its standard input and writes the clean copy to its standard output.

First come the limits, then the decoders, and then it gives up the right to open anything, a socket included: whatever
a file makes FFmpeg or Pillow do, there are no other files and no network for it. What it writes is one line of JSON
and then the copy's bytes.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import Any

from tools.files.decoding import limits
from tools.files.decoding.refused import Refused, too_complex
from tools.files.decoding.types import find


def main(kind: str) -> None:
    """Decode a file of `kind`; whatever is wrong with it is told on the output, too."""
    _limit()
    read = _reader(kind)
    _close_the_door()
    file = os.fdopen(0, "rb")
    try:
        note, content = read(file, find(file, kind))
    except Refused as error:
        note, content = {"code": error.code, "message": error.message}, b""
    except (MemoryError, RecursionError):
        refused = too_complex()
        note, content = {"code": refused.code, "message": refused.message}, b""
    with os.fdopen(1, "wb") as output:
        output.write(json.dumps(note).encode() + b"\n")
        output.write(content)
    os._exit(0)  # the decoders' own tidying up could only go wrong


def _reader(kind: str) -> Any:
    """Only the one library that this kind needs is loaded."""
    if kind == "audio":
        from tools.files.decoding.audio import read_sound

        def sound(file: Any, found: Any) -> tuple[dict[str, Any], bytes]:
            heard = read_sound(file, found)
            return {"seconds": heard.seconds, "peaks": heard.peaks}, heard.content

        return sound
    from tools.files.decoding.picture import read_picture

    def picture(file: Any, found: Any) -> tuple[dict[str, Any], bytes]:
        seen = read_picture(file, found)
        return {"width": seen.width, "height": seen.height}, seen.content

    return picture


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.setitimer(signal.ITIMER_REAL, limits.WALL_SECONDS)  # also if the parent is gone by then


def _close_the_door() -> None:
    """No new descriptor: nothing can be opened, connected to or started from here on."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


if __name__ == "__main__":
    main(sys.argv[1])
