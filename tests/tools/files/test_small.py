"""Small copies of pictures."""

import io

import pytest
from PIL import Image

from tools.files.small import SIDE, small


def png(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("size", "shrunk"), [((1024, 1024), (320, 320)), ((1024, 576), (320, 180)), ((9, 900), (3, 320))]
)
def test_a_large_picture_keeps_its_shape(size, shrunk):
    copy = small(png(*size))
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.format, image.size) == ("WEBP", shrunk)
    assert len(copy) < 20_000


def test_what_is_small_enough_or_no_picture_has_no_copy():
    assert small(png(SIDE, SIDE)) == b""
    assert small(b"no picture") == b""
