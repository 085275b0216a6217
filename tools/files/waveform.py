"""A recording's waveform as SVG, made on the server."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 600, 60  # of the drawing's own units; it fills whatever box it is given
BARS = 150
_LEAST = 1  # half a bar's height, so that silence is a line and not nothing


def waveform(peaks: Sequence[int], label: str, bars: int = BARS) -> SafeString:
    """The drawing of `peaks` (0 to 100, as StoredFile has them) in at most `bars` bars; `label` is read out for it.

    Its bars are one path of class `waveform-bars` in the colour of the text around it. The whole width is the whole
    length, so a place in it is a place in time.
    """
    heights = _joined(peaks or [0], bars)
    step = WIDTH / len(heights)
    path = "".join(_bar(number * step, step, height) for number, height in enumerate(heights))
    return format_html(
        '<svg class="waveform" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="waveform-bars" fill="currentColor" d="{}"/></svg>',
        WIDTH,
        HEIGHT,
        label,
        path,
    )


def _joined(peaks: Sequence[int], bars: int) -> list[int]:
    """The loudest of each group of neighbours."""
    count = min(bars, len(peaks))
    edges = [part * len(peaks) // count for part in range(count + 1)]
    return [max(peaks[edges[part] : edges[part + 1]]) for part in range(count)]


def _bar(left: float, step: float, height: int) -> str:
    half = max(_LEAST, height * HEIGHT / 200)
    return f"M{left + step * 0.15:.1f} {HEIGHT / 2 - half:.1f}h{step * 0.7:.1f}v{half * 2:.1f}h{-step * 0.7:.1f}z"
