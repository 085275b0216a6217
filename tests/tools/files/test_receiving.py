"""Files of every type come in as the clean copy."""

import io
from threading import BoundedSemaphore

import av
import pytest
from PIL import Image

from tests.tools.files.made import PICTURES, SOUNDS, movie, picture, sound, upload
from tools.files import receiving
from tools.files.decoding import running
from tools.files.receiving import receive
from tools.http.problems import Problem
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


def test_what_a_file_is_called_doesnt_count(cast):
    file = receive(cast.owner.principal, upload(sound("mp3"), "../../holiday.png"), "audio")
    assert (file.kind, file.name) == ("audio", "holiday.png")
    assert refused(cast, picture("png"), "audio").code == "unsupported_type"


def test_a_file_of_more_than_25_mb_is_refused_unread(cast):
    error = refused(cast, sound("wav") + bytes(25 * 1024 * 1024), "audio")
    assert error.code == "too_large"
    assert "25 MB" in error.message


def test_ten_minutes_are_taken_and_more_are_not(cast):
    ten = sound("opus", pcm=bytes(600 * 16_000 * 2), rate=16_000)
    assert receive(cast.owner.principal, upload(ten), "audio").seconds == 600
    error = refused(cast, sound("opus", pcm=bytes(602 * 16_000 * 2), rate=16_000), "audio")
    assert error.code == "too_long"
    assert "10 minutes" in error.message


def test_a_tenth_of_a_second_is_the_least(cast):
    assert refused(cast, sound("wav", 0.05), "audio").code == "too_short"
    assert receive(cast.owner.principal, upload(sound("wav", 0.1)), "audio").seconds == 0.1


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a", "opus", "ogg", "flac", "webm"])
def test_sound_whose_end_is_missing_is_refused(cast, ending):
    whole = sound(ending, 2)
    assert refused(cast, whole[: len(whole) * 2 // 3], "audio").code == "damaged_file"


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture_whose_end_is_missing_is_refused(cast, ending):
    whole = picture(ending, (300, 200))
    assert refused(cast, whole[: len(whole) // 2], "image").code == "damaged_file"


def test_a_large_picture_is_shrunk_and_a_small_one_is_left(cast):
    file = receive(cast.owner.principal, upload(picture("jpg", (3_000, 1_500))), "image")
    assert (file.width, file.height) == (1_024, 512)
    assert receive(cast.owner.principal, upload(picture("png", (1, 1))), "image").width == 1


def test_a_picture_stands_upright(cast):
    exif = Image.Exif()
    exif[0x0112] = 6  # the top is on the right: it must be turned by a quarter
    file = receive(cast.owner.principal, upload(picture("jpg", (60, 40), exif=exif)), "image")
    assert (file.width, file.height) == (40, 60)
    with Image.open(io.BytesIO(file.content())) as image:
        assert image.getpixel((20, 2))[0] < image.getpixel((20, 57))[0]
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_clear_becomes_white(cast, mode):
    content = io.BytesIO()
    Image.new(mode, (10, 10)).save(content, "PNG")
    file = receive(cast.owner.principal, upload(content.getvalue()), "image")
    with Image.open(io.BytesIO(file.content())) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "grey"), [("1", 255), ("L", 200), ("P", 200), ("I;16", 200 * 257), ("CMYK", None)])
def test_pictures_of_every_mode_become_rgb(cast, mode, grey):
    content = io.BytesIO()
    made = (
        Image.new("L", (10, 10), 200).convert(mode) if grey is None or mode == "P" else Image.new(mode, (10, 10), grey)
    )
    made.save(content, "JPEG" if mode == "CMYK" else "PNG")
    file = receive(cast.owner.principal, upload(content.getvalue()), "image")
    with Image.open(io.BytesIO(file.content())) as image:
        assert image.getpixel((5, 5))[0] == pytest.approx(255 if mode == "1" else 200, abs=3)


def test_one_purse_may_have_so_many_unused_files(cast, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_UNUSED", 2)
    for member in (cast.visitor, cast.neighbour):  # behind one address
        receive(member.principal, upload(picture("png")), "image")
    with pytest.raises(Problem) as caught:
        receive(cast.visitor.principal, upload(picture("png")), "image")
    assert (caught.value.status, caught.value.code) == (429, "too_many_files")
    assert "2 files" in caught.value.message
    assert refused(cast, b"x", "image").code == "unsupported_type"  # a bad file is told what is wrong with it
    assert receive(cast.owner.principal, upload(picture("png")), "image")


def test_too_many_files_at_once_are_told_to_come_back(cast, monkeypatch):
    monkeypatch.setattr(receiving, "_slots", BoundedSemaphore(1))
    monkeypatch.setattr(receiving, "WAIT_SECONDS", 0.05)
    with receiving._slot(), pytest.raises(Problem) as caught:
        receive(cast.owner.principal, upload(picture("png")), "image")
    assert caught.value.status == 503
    assert int(caught.value.headers["Retry-After"]) > 0
    assert receive(cast.owner.principal, upload(picture("png")), "image")


def test_a_decoder_that_doesnt_start_is_our_fault(cast, monkeypatch):
    monkeypatch.setattr(running, "_START", "import nothing_of_that_name")
    with pytest.raises(Problem) as caught:
        receive(cast.owner.principal, upload(picture("png")), "image")
    assert caught.value.status == 503


@pytest.mark.parametrize(("name", "code"), [("SIGXCPU", "too_complex"), ("SIGSEGV", "damaged_file")])
def test_a_child_that_is_killed_is_the_files_fault(cast, monkeypatch, name, code):
    monkeypatch.setattr(running, "_START", f"import os, signal; os.kill(os.getpid(), signal.{name})")
    assert refused(cast, picture("png"), "image").code == code


def test_a_child_can_open_nothing_once_it_reads(cast, monkeypatch):
    """Not even through C code: the operating system itself says no."""
    start = (
        "import ctypes, sys; c = ctypes.CDLL(None); sys.path.insert(0, sys.argv[2]);"
        "from tools.files.decoding import child; child._limit(); child._reader(sys.argv[1]); child._close_the_door();"
        "sys.exit(9 if c.open(b'/etc/passwd', 0) == -1 and c.socket(2, 1, 0) == -1 else 8)"
    )
    monkeypatch.setattr(running, "_START", start)
    with pytest.raises(running.DecoderBroken, match="ended with 9"):
        running.decode([b"x"], "audio")
