"""What a waveform is drawn from."""

from __future__ import annotations

from itertools import pairwise

from tools.files.decoding import limits

_QUIET = 655  # of 32,768: where the loudest is below that, it is noise and isn't drawn large


def peaks_of(samples: bytearray) -> list[int]:
    """How loud each part of 16-bit `samples` gets, 0 to 100 of the loudest; at most 600 parts of the same length."""
    values = memoryview(samples).cast("h")
    parts = min(limits.MOST_PEAKS, len(values))
    edges = [part * len(values) // parts for part in range(parts + 1)]
    found = [max(max(values[start:end]), -min(values[start:end])) for start, end in pairwise(edges)]
    loudest = max(_QUIET, *found)
    return [round(100 * peak / loudest) for peak in found]
