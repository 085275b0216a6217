"""Broken files: good ones of every type, and what becomes of them by chance, the same for the same seed."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator
from functools import cache

from PIL import Image

from tests.tools.files.bombs import BOMBS
from tests.tools.files.made import PICTURES, SOUNDS, movie, picture, sound

NUMBERS = (0, 1, 2, 7, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
STRANGERS = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(20),
    b"<!doctype html><html><body><script>alert(1)</script>",
    b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    b"\x7fELF\2\1\1" + bytes(60),
    b"#!/bin/sh\necho hello\n",
    b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/\n",
    b"ffconcat version 1.0\nfile 'file:/etc/passwd'\n",
    b"ID3\4\0\0\0\0\1\0" + bytes(128),
    b"GIF89a",
    b"\xff\xd8\xff\xe0",
    bytes(64),
)


@cache
def seeds() -> tuple[tuple[str, str, bytes], ...]:
    """(name, kind, content) of a good file of each type, some in more than one form."""
    found = [(ending, "audio", sound(ending, 0.4)) for ending in SOUNDS]
    found += [("mp4", "audio", movie(with_sound=True, seconds=0.5)), ("silent.mp4", "audio", movie(with_sound=False))]
    found += [(ending, "image", picture(ending)) for ending in PICTURES]
    found.append(("progressive.jpg", "image", picture("jpg", (90, 70), progressive=True)))
    found.append(("grey.png", "image", picture("png", mode="L")))
    found.append(("palette.png", "image", picture("png", mode="P")))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a note"
    found.append(("exif.jpg", "image", picture("jpg", exif=exif)))
    for kind in ("GIF", "WEBP", "PNG"):
        content = io.BytesIO()
        frames = [Image.new("RGB", (20, 20), (90 * number, 0, 0)) for number in range(3)]
        frames[0].save(content, kind, save_all=True, append_images=frames[1:])
        found.append((f"moving.{kind.lower()}", "image", content.getvalue()))
    return tuple(found)


def mutated(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """`count` broken files: how each was made, the kind that is asked for, and its content."""
    chance = random.Random(seed)
    small = [(str(bomb), bomb.kind, content) for bomb in BOMBS if len(content := bomb.make()) < 500_000]
    for _ in range(count):
        name, kind, content = chance.choice(seeds() if chance.random() < 0.85 else small)
        ways = chance.sample(WAYS, chance.choice((1, 1, 1, 2, 3)))
        for way in ways:
            content = way(chance, content)
        if chance.random() < 0.03:
            kind = "image" if kind == "audio" else "audio"
        yield f"{name}: {', '.join(way.__name__ for way in ways)}", kind, content


def flip(chance: random.Random, content: bytes) -> bytes:
    """Some bits, most of them near the beginning, where the numbers are."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20, 100))):
        if changed:
            changed[_place(chance, len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def forge(chance: random.Random, content: bytes) -> bytes:
    """A number or a few are replaced by such as break sums."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4))):
        form = chance.choice((">I", "<I", ">H", "<H", "B"))
        at = _place(chance, len(changed))
        packed = struct.pack(form, chance.choice(NUMBERS) & (1 << 8 * struct.calcsize(form)) - 1)
        changed[at : at + len(packed)] = packed
    return bytes(changed)


def cut(chance: random.Random, content: bytes) -> bytes:
    """The end is missing, or the beginning."""
    at = chance.randrange(len(content) + 1)
    return content[:at] if chance.random() < 0.8 else content[at:]


def drop(chance: random.Random, content: bytes) -> bytes:
    """Something in the middle is missing."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice((1, 4, 100, 4_000)) :]


def splice(chance: random.Random, content: bytes) -> bytes:
    """It goes on as another file does."""
    other = chance.choice(seeds())[2]
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other)) :]


def repeat(chance: random.Random, content: bytes) -> bytes:
    """A part of it comes again and again."""
    start = chance.randrange(len(content) + 1)
    part = content[start : start + chance.choice((1, 8, 200, 5_000))]
    return content[:start] + part * chance.choice((2, 50, 1_000)) + content[start:]


def noise(chance: random.Random, content: bytes) -> bytes:
    """From somewhere on, or for a while, it is noise."""
    start = min(len(content), chance.choice((4, 12, 40, chance.randrange(len(content) + 1))))
    length = chance.choice((10, 300, 20_000))
    return content[:start] + chance.randbytes(length) + content[start + length :]


def stranger(chance: random.Random, content: bytes) -> bytes:
    """It begins or ends as something else does."""
    other = chance.choice(STRANGERS)
    return other + content if chance.random() < 0.5 else content + other


def shuffle(chance: random.Random, content: bytes) -> bytes:
    """Its pieces come in another order."""
    size = chance.choice((16, 256, 2_048))
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    first, rest = pieces[:1], pieces[1:]
    chance.shuffle(rest)
    return b"".join((*first, *rest))


def _place(chance: random.Random, length: int) -> int:
    return chance.randrange(max(1, min(length, chance.choice((64, 512, 4_096, length)))))


WAYS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(flip, flip, forge, forge, forge, cut, cut, drop, splice, repeat, noise, stranger, shuffle),
)
