"""Curves and points on two axes.

```yaml
kind: plot
x: {label: Temperature, from: 0, to: 2}
y: {label: Probability, from: 0, to: 1, log: false}         # all but label may be left out; log in x too
series:                                                     # 1 to 6, each with one of formula, points and dots
  - {label: cat, formula: exp(3/x) / (exp(3/x) + exp(2/x))} # of x; what it may hold is in ../formulas.py
  - {label: measured, points: [[0, 1], [1, 0.8]]}           # a line through points
  - {label: documents, dots: [[1, 0.2, name], [2, 0.1]]}    # dots; their names may be left out
```

A formula is drawn where it has a value within the axes; points and dots must lie within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glossary.figures.axes import draw_axes
from glossary.figures.curves import clipped, thinned
from glossary.figures.dots import MARKS, Labels, mark
from glossary.figures.fields import BrokenFigure, Field, Flag, Maybe, Number, Row, Rows, Shape, Text
from glossary.figures.formulas import function
from glossary.figures.lettering import LINE, width, wrap
from glossary.figures.scale import Axis, around
from glossary.figures.svg import WIDE, Drawing, Point, element, path

_AXIS: dict[str, Field] = {"label": Text(), "from": Number(), "to": Number(), "log": Maybe(Flag(), False)}
_OPEN: dict[str, Field] = {"from": Maybe(Number()), "to": Maybe(Number())}
_SERIES = Shape(
    {
        "label": Text(),
        "formula": Maybe(Text(300)),
        "points": Maybe(Rows(Row({"x": Number(), "y": Number()}), 2, 80)),
        "dots": Maybe(Rows(Row({"x": Number(), "y": Number(), "name": Maybe(Text(22))}), 1, 60)),
    }
)
FIELDS = {
    "x": Shape(_AXIS),
    "y": Shape(_AXIS | _OPEN),
    "series": Rows(_SERIES, 1, 6),
}
_HIGH = 220.0  # the plot itself
_SAMPLES = 300
_MARKED = 20  # a line through more points has no marks on them


def draw(spec: dict[str, Any]) -> Drawing:
    """A legend, the axes with their ticks, then each series in its colour, dash and mark."""
    x, y, series = spec["x"], spec["y"], spec["series"]
    _check(x, "x")
    values = [list(_values(one, x, i)) for i, one in enumerate(series, 1)]
    y = _span(y, [v for one in values for _, v in one if v is not None])
    drawing = Drawing()
    top = _legend(drawing, series) + 2
    top = drawing.lines(0, top, wrap(y["label"], WIDE), "soft") + 8
    down = Axis(y["from"], y["to"], top + _HIGH, top, y["log"])
    left = max(width(said) for _, said in down.ticks()) + 7
    across = Axis(x["from"], x["to"], left, WIDE - 8, x["log"])
    draw_axes(drawing, across, down, x["label"])
    labels = Labels((left, top, WIDE, top + _HIGH))
    for i, (one, found) in enumerate(zip(series, values, strict=True)):
        _check_places(one, found, x, y, i + 1)
        points = [_place(across, down, *pair) for pair in found]
        if not one["dots"]:
            _line(drawing, points, i, top)
        if one["dots"] or (one["points"] and len(points) <= _MARKED):
            _marks(drawing, [p for p in points if p], i)
        if one["dots"]:
            labels.add([p for p in points if p], [name or "" for _, _, name in one["dots"]])
    labels.draw(drawing)
    return drawing


def _check(axis: dict[str, Any], name: str) -> None:
    if axis["from"] >= axis["to"]:
        raise BrokenFigure(f"to of {name} must be more than from; they are {axis['to']!r} and {axis['from']!r}.")
    if axis["log"] and axis["from"] <= 0:
        raise BrokenFigure(f"from of {name} must be above 0 on a logarithmic axis; it is {axis['from']!r}.")


def _values(one: dict[str, Any], x: dict[str, Any], i: int) -> Iterator[tuple[float, float | None]]:
    """The series' pairs of x and y; y is None where the formula has no value."""
    given = [name for name in ("formula", "points", "dots") if one[name] is not None]
    if len(given) != 1:
        raise BrokenFigure(f"series no. {i} must have one of formula, points and dots; it has {given or 'none'}.")
    if one["formula"] is None:
        yield from ((pair[0], pair[1]) for pair in one["points"] or one["dots"])
        return
    value = function(one["formula"], f"formula of series no. {i}")
    places = Axis(0, _SAMPLES, x["from"], x["to"])
    pairs = []
    for n in range(_SAMPLES + 1):
        at = x["from"] * (x["to"] / x["from"]) ** (n / _SAMPLES) if x["log"] else places.place(n)
        pairs.append((at, value(at)))
    if all(found is None for _, found in pairs):
        raise BrokenFigure(f"formula of series no. {i} has no value anywhere from {x['from']} to {x['to']}.")
    yield from pairs


def _span(y: dict[str, Any], values: list[float]) -> dict[str, Any]:
    """The y axis with its ends: those that aren't given come from the values."""
    shown = [v for v in values if v > 0] if y["log"] else values
    if not shown:
        raise BrokenFigure("y is logarithmic, and no value is above 0.")
    low, high = around(shown, y["log"])
    y = y | {"from": low if y["from"] is None else y["from"], "to": high if y["to"] is None else y["to"]}
    _check(y, "y")
    return y


def _check_places(one: dict[str, Any], found: list[tuple[float, float | None]], x: Any, y: Any, i: int) -> None:
    name = "points" if one["points"] else "dots"
    for n, pair in enumerate(found if not one["formula"] else [], 1):
        for axis, value, which in ((x, pair[0], "x"), (y, pair[1], "y")):
            if not axis["from"] <= value <= axis["to"]:
                wrong = f"{value!r}, outside the axis ({axis['from']:g} to {axis['to']:g})"
                raise BrokenFigure(f"{which} of {name} no. {n} of series no. {i} is {wrong}.")


def _place(across: Axis, down: Axis, x: float, y: float | None) -> Point | None:
    if y is None or (down.log and y <= 0):
        return None
    return across.place(x), down.place(y)


def _line(drawing: Drawing, points: list[Point | None], i: int, top: float) -> None:
    pieces = thinned(clipped(points, top, top + _HIGH))
    joined = "".join(path(piece) for piece in pieces)
    if joined:
        drawing.add(element("path", d=joined, class_=f"line thick dash{i + 1} c{i + 1}"))


def _marks(drawing: Drawing, points: list[Point], i: int) -> None:
    joined = "".join(mark(MARKS[i], *point) for point in points)
    drawing.add(element("path", d=joined, class_=f"fill c{i + 1}"))


def _legend(drawing: Drawing, series: list[dict[str, Any]]) -> float:
    """A sample of each series with its label, side by side as far as they fit."""
    x, top = 0.0, 0.0
    for i, one in enumerate(series):
        label = wrap(one["label"], WIDE - 40)
        wide = 30 + max(width(line) for line in label)
        if x and x + wide > WIDE:
            x, top = 0.0, top + LINE + 2
        if not one["dots"]:
            drawing.line([(x, top + 8), (x + 24, top + 8)], f"line thick dash{i + 1} c{i + 1}")
        if one["dots"] or (one["points"] and len(one["points"]) <= _MARKED):
            _marks(drawing, [(x + 12, top + 8)], i)
        drawing.lines(x + 30, top, label)
        top += (len(label) - 1) * LINE
        x += wide + 16
    return top + LINE + 4
