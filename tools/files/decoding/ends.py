"""Whether a file ends before its own parts say so: what is left of an upload that broke off.

Lengths in seconds that a file claims are another matter and don't count (see `audio`); this goes by bytes alone.
"""

from __future__ import annotations

import os
from typing import IO

from tools.files.decoding.types import MP3, MP4, OGG, WAV, WEBM, Type, beginning

_OPEN = 0x7FFF0000  # from here on a recorder wrote "until the end", for it didn't know the length when it began
_PAGE = 27 + 255 + 255 * 255  # bytes of the largest OGG page
_MOST_BOXES = 1_000


def is_cut(file: IO[bytes], found: Type) -> bool:
    """Whether the end of `file` is missing; False also where its type doesn't tell. It stands at its beginning then."""
    look = {WAV: _cut_wav, MP3: _cut_mp3, MP4: _cut_mp4, OGG: _cut_ogg, WEBM: _cut_webm}.get(found)
    cut = look is not None and look(file, file.seek(0, os.SEEK_END))
    file.seek(0)
    return cut


def _cut_wav(file: IO[bytes], size: int) -> bool:
    position = 12
    for _ in range(_MOST_BOXES):
        file.seek(position)
        head = file.read(8)
        length = int.from_bytes(head[4:], "little")
        if len(head) < 8:
            return False
        if head[:4] == b"data":
            return length < _OPEN and position + 8 + length > size
        position += 8 + length + length % 2
    return False


def _cut_mp3(file: IO[bytes], size: int) -> bool:
    """By the note that most programs leave in the first frame: how many bytes all frames have."""
    start = beginning(file)
    file.seek(start)
    head = file.read(256)
    note = max(head.find(b"Xing"), head.find(b"Info"))
    if note == -1 or not head[note + 7 : note + 8] or not head[note + 7] & 2:
        return False
    at = note + 8 + 4 * (head[note + 7] & 1)
    return start + int.from_bytes(head[at : at + 4]) > size


def _cut_mp4(file: IO[bytes], size: int) -> bool:
    position = 0
    for _ in range(_MOST_BOXES):
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            return False
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:])
        if length < 8:  # 0 means until the end; less than a head is nonsense, which FFmpeg will find
            return False
        position += length
        if position > size:
            return True
    return False


def _cut_ogg(file: IO[bytes], size: int) -> bool:
    file.seek(max(0, size - _PAGE))
    tail = file.read()
    start = tail.rfind(b"OggS")
    if start == -1:
        return False
    head = tail[start : start + 27]
    table = tail[start + 27 : start + 27 + head[26]] if len(head) == 27 else b""
    return len(head) < 27 or len(table) < head[26] or start + 27 + len(table) + sum(table) > len(tail)


def _cut_webm(file: IO[bytes], size: int) -> bool:
    file.seek(0)
    head = file.read(4_096)
    start = head.find(b"\x18\x53\x80\x67")
    if start == -1 or start + 12 > len(head) or not head[start + 4]:
        return False
    width = 9 - head[start + 4].bit_length()
    length = int.from_bytes(head[start + 4 : start + 4 + width]) & ((1 << 7 * width) - 1)
    return length != (1 << 7 * width) - 1 and start + 4 + width + length > size
