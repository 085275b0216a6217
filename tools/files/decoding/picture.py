"""Pictures to RGB of at most 1024 pixels a side, without anything but their pixels."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageColor,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from tools.files.decoding import limits
from tools.files.decoding.refused import Refused, damaged, too_complex
from tools.files.decoding.types import AVIF, JPEG, WEBP, Type

# Importing plug-ins registers them. The others Pillow would load when it needs them (Exif data are TIFF), and by then
# the child can't open files any more.
LOADED = (
    *(AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin),
    *(ImageColor, ImagePalette, MpoImagePlugin, TiffImagePlugin),
)
Image._initialized = 2
Image.MAX_IMAGE_PIXELS = limits.MOST_PIXELS
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
warnings.simplefilter("error", Image.DecompressionBombWarning)

WHITE = (255, 255, 255)
_CLEAR = ("RGBA", "LA", "PA", "RGBa", "La")


@dataclass(frozen=True, slots=True)
class Picture:
    """The clean copy as PNG, and its size in pixels."""

    content: bytes
    width: int
    height: int


def read_picture(file: IO[bytes], found: Type) -> Picture:
    """The picture in `file`, its first frame where it moves. Raises Refused, and MemoryError."""
    try:
        _look_before(file, found)
        with Image.open(file, formats=[found.reader]) as image:
            _check(image.size)
            clean = _clean(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except (MemoryError, Refused):
        raise
    except Exception as error:  # each plug-in has errors of its own for what is wrong in a file
        raise damaged(found.name) from error
    content = io.BytesIO()
    clean.save(content, "PNG")
    return Picture(content.getvalue(), *clean.size)


def _look_before(file: IO[bytes], found: Type) -> None:
    """What the plug-ins do at opening, before anyone can ask for the size."""
    if found == WEBP:
        head = file.read(30)
        if head[12:16] == b"VP8X" and len(head) == 30:
            width, height = (1 + int.from_bytes(head[start : start + 3], "little") for start in (24, 27))
            _check((width, height))
    elif found == JPEG and file.read().count(b"\xff\xda") > limits.MOST_SCANS:
        raise too_complex()
    elif found == AVIF:
        _check_avif(file.read(limits.MEBIBYTE))
    file.seek(0)


def _check_avif(head: bytes) -> None:
    """Each box of type `ispe` gives the size of a part or of the whole."""
    position = head.find(b"ispe")
    while position != -1 and position + 16 <= len(head):
        _check(struct.unpack(">II", head[position + 8 : position + 16]))
        position = head.find(b"ispe", position + 4)


def _check(size: tuple[int, ...]) -> None:
    if size[0] * size[1] > limits.MOST_PIXELS:
        raise _too_large()


def _too_large() -> Refused:
    most = limits.MOST_PIXELS // 1_000_000
    return Refused(
        "too_large", f"This picture has more than {most} million pixels, which is the most. Make it smaller."
    )


def _clean(image: Image.Image) -> Image.Image:
    """On white, shrunk, upright."""
    image.draft("RGB", (limits.SIDE, limits.SIDE))
    image.load()
    _check(image.size)
    turn = _orientation(image)
    plain = _on_white(image)
    plain.thumbnail((limits.SIDE, limits.SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        plain = plain.transpose(turn)
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in _CLEAR or "transparency" in image.info:
        image = image.convert("RGBA")
        plain = Image.new("RGB", image.size, WHITE)
        plain.paste(image, mask=image.getchannel("A"))
        return plain
    return Image.merge("RGB", image.convert("RGB").split())  # a new one, without the old one's notes


def _orientation(image: Image.Image) -> Image.Transpose | None:
    """How to turn it so that it stands upright, by its Exif data; None where they say nothing or are broken."""
    try:
        return _TURNS.get(image.getexif().get(0x0112, 1))
    except Exception:
        return None


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
