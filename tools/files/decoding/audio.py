"""Sound to 16 kHz mono, counted while it is decoded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import av
import av.subtitles.stream  # loaded late otherwise, when the child can't open files any more

from tools.files.decoding import limits
from tools.files.decoding.ends import is_cut
from tools.files.decoding.peaks import peaks_of
from tools.files.decoding.refused import Refused, cut_off, damaged
from tools.files.decoding.types import FLAC, Type

av.logging.set_level(None)

BYTES = 2  # of a sample of the clean copy
_BAD = 0.05  # part of the packets that may be damaged; players skip such, too


@dataclass(frozen=True, slots=True)
class Sound:
    """The clean copy: FLAC without any tags, its length, and the waveform's peaks (see `peaks_of`)."""

    content: bytes
    seconds: float
    peaks: list[int]


def read_sound(file: IO[bytes], found: Type) -> Sound:
    """The sound of `file`. Raises Refused, and MemoryError."""
    if is_cut(file, found):
        raise cut_off(found.name)
    try:
        with av.open(file, format=found.reader, options=_options(found), metadata_errors="replace") as container:
            samples = _samples(container, found)
    except (MemoryError, Refused):
        raise
    except Exception as error:  # besides FFmpeg's own errors, PyAV's about what it can't show in Python
        raise damaged(found.name) from error
    if len(samples) < limits.LEAST_SECONDS * limits.RATE * BYTES:
        raise Refused("too_short", f"There is less than {limits.LEAST_SECONDS} seconds of sound. Send a longer file.")
    return Sound(_flac(samples), len(samples) / BYTES / limits.RATE, peaks_of(samples))


def _options(found: Type) -> dict[str, str]:
    """One demuxer, the decoders of its type, and no way to any other file or address."""
    return {
        "format_whitelist": found.reader if found.reader != "mov" else "mov,mp4,m4a,3gp,3g2,mj2",
        "codec_whitelist": found.decoders,
        "protocol_whitelist": "none",
        "probesize": "1000000",
        "analyzeduration": "5000000",
        "max_streams": str(limits.MOST_STREAMS),
        # An edit list may repeat one second for hours, and makes an index of all of it.
        **({"ignore_editlist": "1", "ignore_chapters": "1"} if found.reader == "mov" else {}),
    }


def _samples(container: Any, found: Type) -> bytearray:
    """All samples of the first audio stream, 16-bit; at most so many as ten minutes have."""
    if not container.streams.audio:
        raise Refused("no_audio", f"There is no sound in this {found.name}. Send one in which there is.")
    stream = container.streams.audio[0]
    if stream.codec_context is None or stream.codec_context.name not in found.decoders.split(","):
        raise Refused(
            "unsupported_type", f"The sound in this {found.name} is in a form that isn't read here. Save it as MP3."
        )
    _check(stream.codec_context)
    stream.codec_context.thread_count = 1
    most = limits.MOST_SECONDS * limits.RATE * BYTES
    grace = int(limits.GRACE_SECONDS * limits.RATE) * BYTES
    samples = bytearray()
    for piece in _resampled(_frames(container, stream, found)):
        samples += piece
        if len(samples) > most + grace:
            raise Refused(
                "too_long",
                f"This is longer than {limits.MOST_SECONDS // 60} minutes, which is the most. Send it in parts.",
            )
    del samples[most:]
    return samples


def _frames(container: Any, stream: Any, found: Type) -> Iterator[Any]:
    """The decoded frames. Raises Refused where more than a few packets are damaged, or the last one of FLAC is."""
    packets = bad = 0
    last_bad = -1
    for packet in container.demux(stream):
        packets += 1
        try:
            frames = packet.decode()
            is_bad = packet.is_corrupt
        except (av.InvalidDataError, av.PatchWelcomeError, av.UndefinedError):
            frames, is_bad = [], True
        if is_bad:
            bad, last_bad = bad + 1, packets
        for frame in frames:
            _check(frame)
            yield frame
    if bad > max(1, packets * _BAD):
        raise damaged(found.name)
    if found == FLAC and last_bad >= packets - 1:  # the last packet is empty: it asks for what is left
        raise cut_off(found.name)


def _resampled(frames: Iterator[Any]) -> Iterator[bytes]:
    """The same at our rate, in mono; a file may change its rate and channels on the way."""
    resampler: Any = None
    form = None
    for frame in frames:
        frame.pts = None  # what it says of times doesn't count
        if (frame.sample_rate, frame.layout.name, frame.format.name) != form:
            yield from _drain(resampler)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=limits.RATE)
            form = (frame.sample_rate, frame.layout.name, frame.format.name)
        yield from map(_bytes, resampler.resample(frame))
    yield from _drain(resampler)


def _drain(resampler: Any) -> Iterator[bytes]:
    return map(_bytes, resampler.resample(None)) if resampler else iter(())


def _bytes(frame: Any) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * BYTES]


def _check(form: Any) -> None:
    """Refuse what no recorder makes before anything is multiplied by it."""
    least, most = limits.RATES
    if not least <= form.sample_rate <= most:
        raise Refused(
            "damaged_file",
            f"This file says that it has {form.sample_rate} samples a second; from {least} to {most} are read. "
            "Save it again, or send another file.",
        )
    if not 1 <= form.layout.nb_channels <= limits.MOST_CHANNELS:
        raise Refused(
            "damaged_file",
            f"This file says that it has {form.layout.nb_channels} channels; at most {limits.MOST_CHANNELS} are read. "
            "Save it as mono or stereo.",
        )


def _flac(samples: bytearray) -> bytes:
    content = io.BytesIO()
    with av.open(content, "w", format="flac", options={"fflags": "bitexact"}) as container:
        stream = container.add_stream("flac", rate=limits.RATE, layout="mono", options={"flags": "bitexact"})
        size = 4_096
        for start in range(0, len(samples), size * BYTES):
            piece = samples[start : start + size * BYTES]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // BYTES, align=1)
            frame.sample_rate = limits.RATE
            frame.planes[0].update(piece)
            frame.pts = start // BYTES
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return content.getvalue()
