"""The use of the last days as SVG: a bar a day, a part of it for each tool. Colours are those of the site's figures."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tools.overview.use import Use

WIDE, HIGH = 400.0, 190.0  # units; a phone shows them nearly one to one
LEFT, TOP, BOTTOM = 44.0, 8.0, 170.0  # of the bars
NICE = (1, 2, 5, 10)


def chart(use: Use) -> SafeString:
    """The drawing; the table beside it says the same in numbers, so this one is a picture with a name."""
    top = ceiling(max(sum(use.on(day)) for day in use.days))
    return format_html(
        '<svg viewBox="0 0 {} {}" font-size="12" role="img" aria-label="{}">{}{}{}</svg>',
        f"{WIDE:g}",
        f"{HIGH:g}",
        f"Tokens used on each of the last {len(use.days)} days, {use.total:,} in all. The table has the numbers.",
        _scale(top),
        format_html_join("", "{}", ((_bar(use, i, top),) for i in range(len(use.days)))),
        _dates(use.days),
    )


def ceiling(value: int) -> int:
    """The least of 1, 2 or 5 times a power of ten that isn't below `value`, and at least 10."""
    power = 10
    while power * 10 < value:
        power *= 10
    return next(nice * power for nice in NICE if nice * power >= value)


def _y(value: float, top: int) -> float:
    return BOTTOM - value / top * (BOTTOM - TOP)


def _scale(top: int) -> SafeString:
    """Lines at nothing, half and all of the scale, and what they stand for."""
    return format_html_join(
        "",
        '<path class="rule" d="M{0} {1}H{2}"/><text class="soft" x="{3}" y="{4}" text-anchor="end">{5}</text>',
        (
            (
                f"{LEFT:g}",
                f"{_y(value, top):.1f}",
                f"{WIDE:g}",
                f"{LEFT - 5:g}",
                f"{_y(value, top) + 4:.1f}",
                _short(value),
            )
            for value in (0, top // 2, top)
        ),
    )


def _short(value: int) -> str:
    """Such as 500, 2,000, 50k or 2M: what fits beside the scale."""
    for size, letter in ((1_000_000, "M"), (10_000, "k")):
        if value >= size:
            return f"{value / (1_000 if letter == 'k' else size):g}{letter}"
    return f"{value:,}"


def _bar(use: Use, index: int, top: int) -> SafeString:
    day, step = use.days[index], (WIDE - LEFT) / len(use.days)
    parts, below = [], 0
    for colour, (tool, amount) in enumerate(zip(use.tools, use.on(day), strict=True), 1):
        if amount:
            y, under = _y(below + amount, top), _y(below, top)
            said = f"{day:%-d %B}, {tool}: {amount:,} tokens"
            x = f"{LEFT + index * step + step * 0.12:.1f}"
            parts.append((colour, x, f"{y:.1f}", f"{step * 0.76:.1f}", f"{max(under - y, 0.8):.1f}", said))
            below += amount
    shape = '<rect class="fill c{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
    return format_html_join("", shape, parts)


def _dates(days: list[date]) -> SafeString:
    ends = ((f"{LEFT:g}", "start", days[0]), (f"{WIDE:g}", "end", days[-1]))
    shape = '<text class="soft" x="{}" y="{}" text-anchor="{}">{}</text>'
    return format_html_join("", shape, ((x, f"{HIGH - 5:g}", anchor, f"{day:%-d %B}") for x, anchor, day in ends))
