"""A recording, as samples, and where in it somebody speaks.

Whisper invents words where nobody speaks, so it only gets the stretches in which Silero's voice detection hears speech.
They are put together into windows of at most 30 seconds, which is what Whisper hears at a time.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy
from faster_whisper.audio import decode_audio
from faster_whisper.vad import VadOptions, get_speech_timestamps

from tools.engines.base import EngineError

RATE = 16_000  # samples a second
WINDOW = 30 * RATE
_PAD = int(0.4 * RATE)  # kept on both sides of speech, for voice detection is late for soft sounds
_EARLIEST_CUT = 20 * RATE  # a full window ends at its longest pause after this
_VOICE = VadOptions(
    threshold=0.5,
    min_speech_duration_ms=100,
    min_silence_duration_ms=160,
    max_speech_duration_s=(WINDOW - 2 * _PAD) / RATE,
    speech_pad_ms=0,
)

Region = tuple[int, int]  # first sample, and the one after the last


@dataclass(frozen=True, slots=True)
class Window:
    """Regions of speech that are heard together, without what lies between them."""

    regions: list[Region]
    samples: numpy.ndarray  # float32

    @property
    def end(self) -> float:
        """Where it ends in the recording, in seconds."""
        return self.regions[-1][1] / RATE

    def place(self, start: float, end: float) -> tuple[float, float]:
        """Where in the recording a stretch of the window is: in the region in which its middle is."""
        middle, before = (start + end) / 2 * RATE, 0
        for first, last in self.regions:
            if middle < before + last - first:
                break
            before += last - first
        else:
            before -= last - first
        times = (min(max(time + (first - before) / RATE, first / RATE), last / RATE) for time in (start, end))
        return tuple(round(time, 2) for time in times)  # type: ignore[return-value]  # two of them


def decoded(content: bytes) -> numpy.ndarray:
    """The samples of one of our own recordings, float32 from -1 to 1. Raises EngineError."""
    try:
        return decode_audio(io.BytesIO(content), sampling_rate=RATE)
    except (ValueError, OSError) as error:  # PyAV's own errors are these too
        raise EngineError("The recording can't be read. Please send it again.") from error


def windows(samples: numpy.ndarray) -> list[Window]:
    """The windows in which somebody speaks, in their order; none where nobody does."""
    if not len(samples):
        return []
    found = [(region["start"], region["end"]) for region in get_speech_timestamps(samples, _VOICE)]
    return [
        Window(regions, numpy.concatenate([samples[first:last] for first, last in regions]))
        for regions in _together(_padded(found, len(samples)))
    ]


def _padded(regions: list[Region], length: int) -> list[Region]:
    """The regions with some of the silence around them; what lies between two is shared by half."""
    padded = []
    for index, (first, last) in enumerate(regions):
        before = regions[index - 1][1] if index else -first
        after = regions[index + 1][0] if index + 1 < len(regions) else 2 * length - last
        padded.append((max(first - _PAD, (before + first) // 2), min(last + _PAD, (last + after) // 2)))
    return padded


def _together(regions: list[Region]) -> list[list[Region]]:
    """The regions of each window."""
    made: list[list[Region]] = []
    open_: list[Region] = []
    for region in regions:
        while open_ and _length([*open_, region]) > WINDOW:
            cut = _cut([*open_, region])
            made.append(open_[:cut])
            open_ = open_[cut:]
        open_.append(region)
    return [*made, open_] if open_ else made


def _cut(regions: list[Region]) -> int:
    """After how many of the regions, of which the last doesn't fit, to end the window: at the longest late pause."""
    counts = [count for count in range(1, len(regions)) if _length(regions[:count]) >= _EARLIEST_CUT]
    return max(counts or [len(regions) - 1], key=lambda count: regions[count][0] - regions[count - 1][1])


def _length(regions: list[Region]) -> int:
    return sum(last - first for first, last in regions)
