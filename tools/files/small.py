"""Small copies of pictures, for pages that show many of them: a phone needn't load thirty of a megabyte each."""

from __future__ import annotations

import io
import logging

from PIL import Image

SIDE = 320  # pixels, of the longer side: a tile of 120 on a screen that shows nearly three for one
QUALITY = 80  # of WebP, out of 100

logger = logging.getLogger(__name__)


def small(picture: bytes) -> bytes:
    """One of our own pictures as a WebP of at most SIDE a side; b"" where it is no larger itself, or can't be read."""
    try:
        with Image.open(io.BytesIO(picture)) as image:
            if max(image.size) <= SIDE:
                return b""
            shrunk = image.convert("RGB")
            shrunk.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    except OSError:  # the picture itself is worth more than its copy
        logger.exception("A picture couldn't be made small.")
        return b""
    written = io.BytesIO()
    shrunk.save(written, "WEBP", quality=QUALITY)
    return written.getvalue()
