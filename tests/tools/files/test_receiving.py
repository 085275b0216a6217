"""Files of every type come in as the clean copy."""

import io

import av
import pytest
from PIL import Image

from tests.tools.files.made import PICTURES, SOUNDS, movie, picture, sound, upload
from tools.files.receiving import receive
from tools.toolbox.base import InvalidInput


def refused(cast, content: bytes, kind: str) -> InvalidInput:
    """What is said of a file that isn't taken."""
    with pytest.raises(InvalidInput) as caught:
        receive(cast.owner.principal, upload(content), kind)
    assert caught.value.field == "file"
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("ending", SOUNDS)
def test_sound_is_kept_as_16_khz_mono_flac(cast, ending):
    file = receive(cast.owner.principal, upload(sound(ending, 1.5), f"a.{ending}"), "audio")
    assert (file.kind, file.content_type, file.name) == ("audio", "audio/flac", f"a.{ending}")
    assert file.owner == cast.owner.principal.owner
    assert file.seconds == pytest.approx(1.5, abs=0.06)
    content = file.content()
    assert file.size == len(content)
    with av.open(io.BytesIO(content)) as container:
        [stream] = container.streams
        assert (container.format.name, stream.rate, stream.layout.name) == ("flac", 16_000, "mono")
        assert sum(frame.samples for frame in container.decode(stream)) == round(file.seconds * 16_000)
        assert not container.metadata.keys() - {"encoder"}
    assert len(file.peaks) == 600
    assert min(file.peaks) >= 0
    assert max(file.peaks) == 100
    assert sum(file.peaks[:200]) < sum(file.peaks[200:400]) < sum(file.peaks[400:])


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture_is_kept_as_rgb_png(cast, ending):
    file = receive(cast.owner.principal, upload(picture(ending), f"a.{ending}"), "image")
    assert (file.kind, file.content_type, file.width, file.height) == ("image", "image/png", 60, 40)
    with Image.open(io.BytesIO(file.content())) as image:
        assert (image.format, image.mode, image.size, image.info) == ("PNG", "RGB", (60, 40), {})
        assert image.getpixel((2, 20))[0] < image.getpixel((57, 20))[0]


def test_the_sound_of_a_movie_is_taken(cast):
    file = receive(cast.owner.principal, upload(movie(with_sound=True)), "audio")
    assert file.seconds == pytest.approx(1, abs=0.06)
    assert refused(cast, movie(with_sound=False), "audio").code == "no_audio"


@pytest.mark.parametrize("kind", ["audio", "image"])
def test_an_empty_file_is_refused(cast, kind):
    assert refused(cast, b"", kind).code == "empty_file"
