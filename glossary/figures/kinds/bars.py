"""Horizontal bars.

```yaml
kind: bars
unit: GB             # optional, follows each value
log: true            # optional, a logarithmic scale
bars:                # 2 to 12; group, 1 to 6, picks a colour and may be left out
  - {label: FP16, value: 14}
  - {label: INT4, value: 3.5, group: 2}
```
"""

from __future__ import annotations

import math
from typing import Any

from glossary.figures.axes import draw_ticks
from glossary.figures.fields import GROUP, BrokenFigure, Flag, Maybe, Number, Rows, Shape, Text
from glossary.figures.lettering import LINE, SIZE, widest, width, wrap
from glossary.figures.scale import Axis, said
from glossary.figures.svg import WIDE, Drawing

_BAR = Shape({"label": Text(), "value": Number(), "group": Maybe(GROUP, 1)})
FIELDS = {"unit": Maybe(Text(12), ""), "log": Maybe(Flag(), False), "bars": Rows(_BAR, 2, 12)}

_THICK = 20.0
_LABELS = 136.0  # units at most


def draw(spec: dict[str, Any]) -> Drawing:
    """A line for each bar: its label, the bar from zero, its value."""
    bars, log = spec["bars"], spec["log"]
    for i, bar in enumerate(bars, 1):
        if log and bar["value"] <= 0:
            raise BrokenFigure(f"value of bars no. {i} must be above 0 on a logarithmic scale; it is {bar['value']!r}.")
    labels = [wrap(bar["label"], _LABELS) for bar in bars]
    values = [f"{said(bar['value'])} {spec['unit']}".strip() for bar in bars]
    left = max(widest(lines) for lines in labels) + 8
    axis = _axis([bar["value"] for bar in bars], log, left, WIDE - max(map(width, values)) - 6)
    drawing, top = Drawing(), 2.0
    for bar, label, value in zip(bars, labels, values, strict=True):
        high = max(_THICK, len(label) * LINE)
        drawing.middle(left - 8, top + high / 2, label, anchor="end")
        _bar(drawing, axis, bar, top + high / 2, value)
        top += high + 8
    zero = axis.at if log else axis.place(0)
    drawing.line([(zero, 0), (zero, top - 4)], "line")
    drawing.height = _decades(drawing, axis, top) if log else top - 2
    return drawing


def _axis(values: list[float], log: bool, at: float, to: float) -> Axis:
    if log:
        start = 10.0 ** (math.ceil(math.log10(min(values)) - 1e-9) - 1)  # even the least has a bar
        return Axis(start, max(max(values), start * 10), at, to, log=True)
    low, high = min(0.0, *values), max(0.0, *values)
    return Axis(low, high if high > low else 1.0, at, to)


def _bar(drawing: Drawing, axis: Axis, bar: dict[str, Any], y: float, value: str) -> None:
    zero, end = axis.at if axis.log else axis.place(0), axis.place(bar["value"])
    drawing.box(min(zero, end), y - _THICK / 2, abs(end - zero), _THICK, f"fill c{bar['group']}", rounded=2)
    drawing.text(max(zero, end) + 5, y + SIZE * 0.36, value)


def _decades(drawing: Drawing, axis: Axis, top: float) -> float:
    """The ticks that show that the scale isn't linear; returns where they end."""
    draw_ticks(drawing, axis, top - 4, 5)
    drawing.text(WIDE / 2, top + LINE * 2, "logarithmic scale", "soft", "middle")
    return top + LINE * 2 + 5
