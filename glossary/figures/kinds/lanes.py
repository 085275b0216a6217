"""What happens when, in parallel lanes: batching, streaming, schedules.

```yaml
kind: lanes
unit: ms             # optional, what the numbers count
lanes:               # 1 to 8, of 0 to 16 spans that follow each other
  - label: Request A
    spans:           # label and group, 1 to 6, which picks a colour, may be left out
      - {from: 0, to: 3, label: prefill, group: 1}
      - {from: 3, to: 9, label: decode, group: 2}
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.axes import draw_ticks
from glossary.figures.fields import GROUP, BrokenFigure, Maybe, Number, Rows, Shape, Text
from glossary.figures.lettering import LINE, SIZE, widest, width, wrap
from glossary.figures.scale import Axis
from glossary.figures.svg import WIDE, Drawing

_SPAN = Shape({"from": Number(), "to": Number(), "label": Maybe(Text(), ""), "group": Maybe(GROUP, 1)})
FIELDS = {"unit": Maybe(Text(22), ""), "lanes": Rows(Shape({"label": Text(), "spans": Rows(_SPAN, 0, 16)}), 1, 8)}

_HIGH = 24.0
_LABELS = 92.0  # units at most


def draw(spec: dict[str, Any]) -> Drawing:
    """A line for each lane, below them the time; spans too short for their label have a number, told below."""
    _check(spec["lanes"])
    labels = [wrap(lane["label"], _LABELS) for lane in spec["lanes"]]
    left = max(widest(lines) for lines in labels) + 8
    spans = [span for lane in spec["lanes"] for span in lane["spans"]]
    axis = Axis(min(0.0, *(s["from"] for s in spans), 0.0), max(s["to"] for s in spans), left, WIDE - 6)
    keys = _keys(spans, axis)
    drawing, top = Drawing(), 1.0
    high = [max(_HIGH, len(label) * LINE) for label in labels]
    bottom = top + sum(high) + 8 * len(high) - 2
    end = _time(drawing, axis, top, bottom, spec["unit"])
    for lane, label, room in zip(spec["lanes"], labels, high, strict=True):
        drawing.middle(left - 8, top + room / 2, label, anchor="end")
        for span in lane["spans"]:
            _span(drawing, span, axis, top + (room - _HIGH) / 2, keys)
        top += room + 8
    drawing.height = _legend(drawing, keys, end)
    return drawing


def _check(lanes: list[dict[str, Any]]) -> None:
    for i, lane in enumerate(lanes, 1):
        end = float("-inf")
        for j, span in enumerate(lane["spans"], 1):
            where = f"spans no. {j} of lanes no. {i}"
            if span["to"] <= span["from"]:
                raise BrokenFigure(f"to of {where} must be more than from; it is {span['to']!r}.")
            if span["from"] < end:
                raise BrokenFigure(f"from of {where} is {span['from']!r}, before the span in front of it ends.")
            end = span["to"]
    if not any(lane["spans"] for lane in lanes):
        raise BrokenFigure("lanes must have a span somewhere.")


def _fits(span: dict[str, Any], axis: Axis) -> bool:
    return width(span["label"]) + 6 <= axis.place(span["to"]) - axis.place(span["from"])


def _keys(spans: list[dict[str, Any]], axis: Axis) -> dict[tuple[str, int], int]:
    """The labels, with their colours, that don't fit everywhere, numbered."""
    tight = {(s["label"], s["group"]): 0 for s in spans if s["label"] and not _fits(s, axis)}
    return {key: i for i, key in enumerate(tight, 1)}


def _span(drawing: Drawing, span: dict[str, Any], axis: Axis, top: float, keys: dict[tuple[str, int], int]) -> None:
    start, end = axis.place(span["from"]), axis.place(span["to"])
    drawing.box(start, top, end - start, _HIGH, f"box solid c{span['group']}", rounded=3)
    text = span["label"]
    if not _fits(span, axis):
        text = str(keys.get((text, span["group"]), ""))
    if text and width(text) <= end - start:
        drawing.text((start + end) / 2, top + _HIGH / 2 + SIZE * 0.36, text, anchor="middle")


def _time(drawing: Drawing, axis: Axis, top: float, bottom: float, unit: str) -> float:
    """The ticks and, beside or below them, their unit; returns where they end."""
    ticks = axis.ticks(7)
    for value, _ in ticks:
        drawing.line([(axis.place(value), top), (axis.place(value), bottom)], "line rule")
    draw_ticks(drawing, axis, bottom, 7)
    end = axis.place(ticks[0][0]) - width(ticks[0][1]) / 2 - 7
    if width(unit) < end:
        drawing.text(end, bottom + LINE + 3, unit, "soft", "end")
        return bottom + LINE + 8
    drawing.text((axis.at + axis.to) / 2, bottom + 2 * LINE + 3, unit, "soft", "middle")
    return bottom + LINE * 2 + 8


def _legend(drawing: Drawing, keys: dict[tuple[str, int], int], top: float) -> float:
    x = 0.0
    if not keys:
        return top
    top += 5
    for (label, group), key in keys.items():
        lines = wrap(label, WIDE - 40)
        wide = 26 + widest(lines)
        if x and x + wide > WIDE:
            x, top = 0.0, top + LINE + 6
        drawing.box(x + 1, top, 20, LINE + 2, f"box c{group}", rounded=3)
        drawing.text(x + 11, top + 13, str(key), anchor="middle")
        drawing.lines(x + 26, top + 1, lines)
        top += (len(lines) - 1) * LINE
        x += wide + 14
    return top + LINE + 4
