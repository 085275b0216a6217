"""Files made by hand to hurt whoever reads them, and the codes with which they may be refused.

A "" among the codes means that it may also be taken: what is in it is harmless once it is decoded.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin

from tests.tools.files import forged, made

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Bomb:
    """One file: what it is, its kind, how it is made and how it may end."""

    name: str
    kind: str
    make: Callable[[], bytes]
    codes: tuple[str, ...]

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def _second() -> bytes:
    return made.tone(1, 16_000)


@cache
def _opus() -> bytes:
    return forged.silence(60, "ogg", "libopus", b="6000", frame_duration="60")


def _hours_of_opus() -> bytes:
    """The pages of a minute, again and again: eight hours in some megabytes."""
    whole = _opus()
    second_page = whole.index(b"OggS", 10)
    first_sound = whole.index(b"OggS", second_page + 10)
    return whole[:first_sound] + whole[first_sound:] * 500


def _hours_of_mp3() -> bytes:
    return forged.silence(30, "mp3", "libmp3lame", rate=16_000, b="8000") * 200


def _m4a(change: Callable[[bytearray], None]) -> bytes:
    content = bytearray(made.sound("m4a"))
    change(content)
    return bytes(content)


def _many_samples(content: bytearray) -> None:
    """The table of sample sizes says two thousand million samples of one byte each."""
    at = content.index(b"stsz")
    content[at + 8 : at + 16] = struct.pack(">II", 1, 0x7FFFFFFF)
    at = content.index(b"stsc")
    content[at + 12 : at + 20] = struct.pack(">II", 1, 0x7FFFFFFF)
    at = content.index(b"stts")
    content[at + 12 : at + 16] = struct.pack(">I", 0x7FFFFFFF)


def _many_times(content: bytearray) -> None:
    at = content.index(b"stts")
    content[at + 8 : at + 12] = struct.pack(">I", 0x0FFFFFFF)


def _long(content: bytearray) -> None:
    at = content.index(b"mdhd")
    content[at + 20 : at + 24] = struct.pack(">I", 0x7FFFFFFF)


def _reference() -> bytes:
    """A QuickTime movie whose sound lies in another file."""
    alias = b"\0\0\0\1" + forged.box(b"alis", bytes(4) + bytes(146) + struct.pack(">hh", 2, 11) + b"/etc/passwd\0")
    dref = forged.box(b"dref", bytes(4) + alias)
    return forged.box(b"ftyp", b"qt  \0\0\0\0qt  ") + forged.box(b"moov", forged.box(b"dinf", dref))


def _void_webm() -> bytes:
    """A WebM file of which almost everything is an element that means nothing, a hundred thousand times."""
    content = made.sound("webm")
    cluster = content.index(b"\x1f\x43\xb6\x75")
    return content[:cluster] + b"\xec\x80" * 5 * MEBIBYTE + content[cluster:]


def _nested_webm() -> bytes:
    return b"\x1aE\xdf\xa3\x84\x42\x82\x81\x00" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 20_000


def _flac_of_huge_blocks() -> bytes:
    """8 channels at 384 kHz, ten minutes of silence in half a megabyte or so."""
    return forged.repeated_flac(0.5, 2_000)


def _jpeg_of_many_scans() -> bytes:
    """A large progressive picture whose last scan, which is small, comes a thousand times."""
    content = io.BytesIO()
    Image.new("RGB", (4_000, 4_000)).save(content, "JPEG", progressive=True)
    whole = content.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 1_000 + whole[-2:]


def _gif_of_many_frames() -> bytes:
    content = io.BytesIO()
    frames = [Image.new("P", (200, 200), number % 250) for number in range(300)]
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], optimize=False)
    return content.getvalue()


def _gif_with_a_huge_frame() -> bytes:
    """A screen of one pixel, and on it a frame of 65,535 by 65,535."""
    content = bytearray(made.picture("gif", (1, 1)))
    at = content.index(b",\0\0\0\0\1\0\1\0")
    content[at + 5 : at + 9] = struct.pack("<HH", 0xFFFF, 0xFFFF)
    return bytes(content)


def _moving(kind: str, size: tuple[int, int], count: int) -> bytes:
    content = io.BytesIO()
    frames = [Image.new("RGBA", size, (number * 37 % 256, 0, 0, 255)) for number in range(count)]
    frames[0].save(content, kind, save_all=True, append_images=frames[1:])
    return content.getvalue()


def _huge_webp() -> bytes:
    content = bytearray(_moving("WEBP", (8, 8), 2))
    content[24:30] = b"\xfe\x3f\x00\xfe\x3f\x00"
    return bytes(content)


def _png_with_text() -> bytes:
    return forged.png(8, 8, forged.chunk(b"zTXt", b"Comment\0\0" + forged.zeros(1_000 * MEBIBYTE)))


def _png_with_texts() -> bytes:
    """A hundred texts, each as long as one may be."""
    return forged.png(8, 8, *[forged.chunk(b"zTXt", b"Comment\0\0" + forged.zeros(MEBIBYTE - 1))] * 100)


def _png_with_profile() -> bytes:
    return forged.png(8, 8, forged.chunk(b"iCCP", b"x\0\0" + forged.zeros(1_000 * MEBIBYTE)))


def _png_with_notes() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG", pnginfo=notes)
    return content.getvalue() + b"PK\x03\x04<script>alert(1)</script>"


DAMAGED = "damaged_file"
COMPLEX = "too_complex"
UNKNOWN = "unsupported_type"

BOMBS = (
    Bomb("WAV that says it is 2 GB", "audio", lambda: forged.wav(_second(), size=0x7FFFFF00), ("", DAMAGED)),
    Bomb("WAV that says it is empty", "audio", lambda: forged.wav(_second(), size=0), ("", "too_short")),
    Bomb("WAV without a sample", "audio", lambda: forged.wav(b""), ("too_short", DAMAGED)),
    Bomb("WAV at 1 Hz", "audio", lambda: forged.wav(_second(), rate=1), (DAMAGED,)),
    Bomb("WAV at 0 Hz", "audio", lambda: forged.wav(_second(), rate=0), (DAMAGED,)),
    Bomb("WAV at 10 MHz", "audio", lambda: forged.wav(_second(), rate=10_000_000), (DAMAGED,)),
    Bomb("WAV of 255 channels", "audio", lambda: forged.wav(_second(), channels=255), (DAMAGED,)),
    Bomb("WAV of no channel", "audio", lambda: forged.wav(_second(), channels=0), (DAMAGED,)),
    Bomb("WAV of 8 bits that lasts long", "audio", lambda: forged.wav(bytes(24 * MEBIBYTE), bits=8), ("too_long",)),
    Bomb("WAV of a-law", "audio", lambda: forged.wav(_second(), bits=8, form=6), ("",)),
    Bomb(
        "WAV of no numbers",
        "audio",
        lambda: forged.wav(struct.pack("<f", float("nan")) * 16_000, bits=32, form=3),
        ("", DAMAGED),
    ),
    Bomb(
        "WAV of infinite numbers",
        "audio",
        lambda: forged.wav(struct.pack("<ff", float("inf"), float("-inf")) * 8_000, bits=32, form=3),
        ("", DAMAGED),
    ),
    Bomb("hours of Opus", "audio", _hours_of_opus, ("too_long",)),
    Bomb("hours of MP3", "audio", _hours_of_mp3, ("too_long",)),
    Bomb("hours of FLAC", "audio", _flac_of_huge_blocks, ("too_long", COMPLEX, DAMAGED)),
    Bomb("MP4 with a huge table", "audio", lambda: _m4a(_many_samples), ("too_short", DAMAGED, COMPLEX)),
    Bomb("MP4 with a huge table of times", "audio", lambda: _m4a(_many_times), ("", DAMAGED, COMPLEX)),
    Bomb("MP4 that says it lasts hours", "audio", lambda: _m4a(_long), ("", DAMAGED)),
    Bomb("MP4 without sound", "audio", lambda: made.movie(with_sound=False), ("no_audio",)),
    Bomb("MP4 that points to a file", "audio", _reference, (DAMAGED, "no_audio", UNKNOWN)),
    Bomb("MP4 cut off", "audio", lambda: made.sound("m4a")[:-200], (DAMAGED,)),
    Bomb("WebM full of nothing", "audio", _void_webm, ("", DAMAGED, COMPLEX)),
    Bomb("WebM in itself", "audio", _nested_webm, (DAMAGED, "no_audio", COMPLEX)),
    Bomb("playlist", "audio", lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", (UNKNOWN,)),
    Bomb("concat script", "audio", lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", (UNKNOWN,)),
    Bomb("ID3 tag in front of a playlist", "audio", lambda: b"ID3\3\0\0\0\0\0\0#EXTM3U\nhttp://127.0.0.1/", (UNKNOWN,)),
    Bomb("ID3 tag longer than the file", "audio", lambda: b"ID3\3\0\0\x7f\x7f\x7f\x7f" + bytes(99), (UNKNOWN,)),
    Bomb("ID3 tags without end", "audio", lambda: b"ID3\3\0\0\0\0\0\0" * 2 * MEBIBYTE, (UNKNOWN, DAMAGED)),
    Bomb("zeros", "audio", lambda: bytes(25 * MEBIBYTE), (UNKNOWN,)),
    Bomb("program as MP3", "audio", lambda: b"\x7fELF" + bytes(999), (UNKNOWN,)),
    Bomb("PNG that says it is huge", "image", lambda: forged.png(0x7FFFFFFF, 0x7FFFFFFF), ("too_large", DAMAGED)),
    Bomb("PNG of 100,000 x 1,000", "image", lambda: forged.png(100_000, 1_000), ("too_large",)),
    Bomb("PNG of 0 x 0", "image", lambda: forged.png(0, 0), (DAMAGED,)),
    Bomb("PNG bomb", "image", lambda: forged.png(50_000, 50_000, rows=forged.zeros(500 * MEBIBYTE)), ("too_large",)),
    Bomb("PNG with too much data", "image", lambda: forged.png(8, 8, rows=forged.zeros(900 * MEBIBYTE)), ("", DAMAGED)),
    Bomb("PNG with a long text", "image", _png_with_text, ("", DAMAGED, COMPLEX)),
    Bomb("PNG with many texts", "image", _png_with_texts, ("", DAMAGED, COMPLEX)),
    Bomb("PNG with a long profile", "image", _png_with_profile, ("", DAMAGED, COMPLEX)),
    Bomb("PNG that is also a script", "image", _png_with_notes, ("",)),
    Bomb("PNG that moves", "image", lambda: _moving("PNG", (100, 100), 200), ("",)),
    Bomb("GIF of many frames", "image", _gif_of_many_frames, ("",)),
    Bomb("GIF with a huge frame", "image", _gif_with_a_huge_frame, ("too_large", DAMAGED)),
    Bomb("WebP that moves", "image", lambda: _moving("WEBP", (200, 200), 100), ("",)),
    Bomb("WebP that says it is huge", "image", _huge_webp, ("too_large",)),
    Bomb("JPEG of a thousand scans", "image", _jpeg_of_many_scans, (COMPLEX,)),
    Bomb("JPEG cut off", "image", lambda: made.picture("jpg", (400, 400))[:1_500], (DAMAGED,)),
    Bomb("PNG cut off", "image", lambda: made.picture("png", (400, 400))[:-60], (DAMAGED,)),
    Bomb("SVG", "image", lambda: b"<svg xmlns='x'><script>alert(1)</script></svg>", (UNKNOWN,)),
    Bomb("SVG with an entity", "image", lambda: b"<?xml?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", (UNKNOWN,)),
    Bomb("HTML", "image", lambda: b"<!doctype html><script>alert(1)</script>", (UNKNOWN,)),
    Bomb("PDF", "image", lambda: b"%PDF-1.7\n" + bytes(99), (UNKNOWN,)),
    Bomb("ZIP", "image", lambda: b"PK\3\4" + bytes(99), (UNKNOWN,)),
    Bomb("PostScript", "image", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", (UNKNOWN,)),
    Bomb("sound as a picture", "image", lambda: made.sound("mp3"), (UNKNOWN,)),
    Bomb("picture as sound", "audio", lambda: made.picture("png"), (UNKNOWN,)),
)  # fmt: skip
