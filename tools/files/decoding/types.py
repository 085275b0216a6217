"""What a file is, by its first bytes; what it is called and what its sender says of it don't count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

from tools.files.decoding.refused import Refused

HEAD = 4_096  # bytes that are looked at
MOST_TAGS = 8

_PCM = "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw"
_MP3 = "mp3float,mp3"
_OPUS = "opus,libopus"


@dataclass(frozen=True, slots=True)
class Type:
    """A type of file: its `kind` ("audio" or "image"), its name, the one reader that gets to see it (FFmpeg's demuxer
    or Pillow's plug-in) and the decoders that its sound may be for, in FFmpeg's names."""

    kind: str
    name: str
    reader: str
    decoders: str = ""


WAV = Type("audio", "WAV file", "wav", f"{_PCM},adpcm_ms,adpcm_ima_wav")
MP3 = Type("audio", "MP3 file", "mp3", _MP3)
AAC = Type("audio", "AAC file", "aac", "aac")
FLAC = Type("audio", "FLAC file", "flac", "flac")
OGG = Type("audio", "OGG file", "ogg", f"vorbis,flac,{_OPUS}")
WEBM = Type("audio", "WebM file", "matroska", f"vorbis,flac,aac,{_OPUS},{_MP3},pcm_s16le,pcm_f32le")
MP4 = Type("audio", "MP4 file", "mov", f"aac,alac,flac,{_OPUS},{_MP3},pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be")
PNG = Type("image", "PNG picture", "PNG")
JPEG = Type("image", "JPEG picture", "JPEG")
WEBP = Type("image", "WebP picture", "WEBP")
GIF = Type("image", "GIF picture", "GIF")
BMP = Type("image", "BMP picture", "BMP")
AVIF = Type("image", "AVIF picture", "AVIF")
TYPES = (WAV, MP3, AAC, FLAC, OGG, WEBM, MP4, PNG, JPEG, WEBP, GIF, BMP, AVIF)

_SIGNS: tuple[tuple[bytes, Type], ...] = (
    (rb"(RIFF|RF64|BW64)....WAVE", WAV),
    (rb"RIFF....WEBPVP8", WEBP),
    (rb"fLaC", FLAC),
    (rb"OggS", OGG),
    (rb"\x1aE\xdf\xa3", WEBM),
    (rb"....ftypavi[fs]", AVIF),
    (rb"....ftyp(?!hei|hev|mif|msf)", MP4),
    (rb"\xff[\xf0\xf1\xf8\xf9]", AAC),
    (rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", MP3),
    (rb"\x89PNG\r\n\x1a\n", PNG),
    (rb"\xff\xd8\xff", JPEG),
    (rb"GIF8[79]a", GIF),
    (rb"BM", BMP),
)
# What people send by mistake, and what it is called.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF", "a PDF file"),
    (rb"PK\x03\x04", "a ZIP archive, or a document that is packed like one"),
    (rb"(Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)", "an archive"),
    (rb"\x7fELF|MZ|\xca\xfe\xba\xbe|#!", "a program"),
    (rb"....ftyp(hei|hev|mif|msf)", "a HEIC picture"),
    (rb"II\*\x00|MM\x00\*", "a TIFF picture"),
    (rb"8BPS", "a Photoshop file"),
    (rb"\x00\x00\x01\x00", "an icon file"),
    (rb"\xff\x0a|\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (rb"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (rb"FORM....AIF[FC]", "an AIFF file"),
    (rb"\x30\x26\xb2\x75", "a Windows Media file"),
    (rb"#!AMR", "an AMR file"),
    (rb"MThd", "a MIDI file"),
    (rb"RIFF....AVI ", "an AVI video"),
    (rb"\x00\x00\x01[\xba\xb3]|G.{187}G", "an MPEG video"),
    (rb"FLV\x01", "a Flash video"),
    (rb"#EXTM3U|\[playlist\]", "a playlist, which holds no sound itself"),
    (rb"(?i)\s*<(!doctype html|html|head|body|script)", "a web page"),
    (rb"(?i)\s*<(.*<)?svg", "an SVG drawing"),
)
_TAKEN = {
    "audio": "Send sound as WAV, MP3, M4A, OGG, FLAC, WebM or MP4.",
    "image": "Send a picture as PNG, JPEG, WebP, GIF, BMP or AVIF.",
}


def find(file: IO[bytes], kind: str) -> Type:
    """The type of `file`, which must be of that kind; the file stands at its beginning then. Raises Refused."""
    file.seek(beginning(file))
    start = file.read(HEAD)
    file.seek(0)
    head = start.lstrip(b"\0")[:HEAD] if start[:8] == bytes(8) else start
    for sign, found in _SIGNS:
        if re.match(sign, head, re.DOTALL):
            if found.kind == kind:
                return found
            raise _unsupported(f"a {found.name}", kind)
    for sign, name in _OTHERS:
        if re.match(sign, head, re.DOTALL):
            raise _unsupported(name, kind)
    raise _unsupported("text" if _is_text(start) else "of a type that isn't known here", kind)


def beginning(file: IO[bytes]) -> int:
    """Where the file itself begins: after the ID3 tags that programs put before MP3, AAC and FLAC."""
    position = 0
    for _ in range(MOST_TAGS):
        file.seek(position)
        head = file.read(10)
        if not head.startswith(b"ID3") or len(head) < 10:
            break
        position += 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    return position


def _is_text(head: bytes) -> bool:
    try:
        text = head[:512].decode()
    except UnicodeDecodeError as error:
        text = head[: error.start].decode() if error.start > len(head[:512]) - 4 else ""
    return bool(text) and all(sign.isprintable() or sign in "\t\r\n" for sign in text)


def _unsupported(what: str, kind: str) -> Refused:
    return Refused("unsupported_type", f"This file is {what}. {_TAKEN[kind]}")
