"""A matrix as coloured cells: attention, a confusion matrix.

```yaml
kind: grid
rows: [The, cat]                 # their names, at most 10
columns: [The, cat]              # the same
values: [[1, null], [0.3, 0.7]]  # a list for each row; null is an empty cell
show: true                       # optional, prints the numbers; they are always printed where one is below 0
x: looked at                     # optional, what the columns are
y: word                          # optional, what the rows are
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.cells import Shade, draw_cells
from glossary.figures.fields import BrokenFigure, Flag, Maybe, Nullable, Number, Rows, Text
from glossary.figures.lettering import LINE, SIZE, widest, width, wrap
from glossary.figures.scale import said
from glossary.figures.svg import WIDE, Drawing, element, escaped

FIELDS = {
    "rows": Rows(Text(), 1, 10),
    "columns": Rows(Text(), 1, 10),
    "values": Rows(Rows(Nullable(Number()), 1, 10), 1, 10),
    "show": Maybe(Flag(), False),
    "x": Maybe(Text()),
    "y": Maybe(Text()),
}
_LABELS = 110.0  # units at most, for the rows' labels
_LARGEST = 64.0  # a cell's width
PRINTED = (0.0, 0.06, 0.13, 0.2, 0.27, 0.34, 0.42, 0.86, 0.93, 1.0)  # a leap where no text could be read
ON_DARK = 7  # from this shade on, text is in the colour of the paper


def draw(spec: dict[str, Any]) -> Drawing:
    """Names of the columns above, those of the rows at the left; the darker a cell, the further from zero."""
    values = spec["values"]
    _check(spec)
    printed = spec["show"] or any(v is not None and v < 0 for row in values for v in row)
    corner = wrap(f"{spec['y']} ↓", _LABELS) if spec["y"] else []
    rows = [wrap(label, _LABELS) for label in spec["rows"]]
    left = max(widest(corner), *map(widest, rows)) + 8
    wide = min(_LARGEST, (WIDE - left - 1) // len(spec["columns"]))
    high = max(min(wide, 38.0), 26.0, *(len(label) * LINE + 4 for label in rows))
    left = (WIDE + left - wide * len(spec["columns"])) // 2
    drawing, top = Drawing(), 0.0
    if spec["x"]:
        top = _centred(drawing, f"{spec['x']} →", left + wide * len(spec["columns"]) / 2)
    top = _columns(drawing, spec["columns"], left, top, wide)
    drawing.lines(left - 8, top - 4 - len(corner) * LINE, corner, "soft", "end")
    most = max((abs(v) for row in values for v in row if v is not None), default=0) or 1
    shades = {(x, y): _shade(v, most, printed) for y, row in enumerate(values) for x, v in enumerate(row)}
    draw_cells(drawing, (left, top), (wide, high), (len(spec["columns"]), len(rows)), shades)
    for y, label in enumerate(rows):
        middle = top + (y + 0.5) * high
        drawing.middle(left - 8, middle, label, anchor="end")
        if printed:
            _numbers(drawing, values[y], left + wide / 2, wide, middle, most)
    drawing.height = top + len(rows) * high + 1
    if not printed:
        drawing.height = _legend(drawing, drawing.height + 8, most)
    return drawing


def _check(spec: dict[str, Any]) -> None:
    rows, columns = len(spec["rows"]), len(spec["columns"])
    if len(spec["values"]) != rows:
        raise BrokenFigure(f"values has {len(spec['values'])} rows, but rows has {rows} names.")
    for i, row in enumerate(spec["values"], 1):
        if len(row) != columns:
            raise BrokenFigure(f"values no. {i} has {len(row)} numbers, but columns has {columns} names.")


def _centred(drawing: Drawing, text: str, x: float) -> float:
    lines = wrap(text, WIDE)
    half = widest(lines) / 2
    return drawing.lines(max(half, min(x, WIDE - half)), 0, lines, "soft", "middle") + 2


def _columns(drawing: Drawing, labels: list[str], left: float, top: float, wide: float) -> float:
    """The names of the columns: in lines where all words fit, else upright."""
    wrapped = [wrap(label, wide - 4) for label in labels]
    if all(width(word) <= wide - 4 for label in labels for word in label.split()):
        bottom = top + max(map(len, wrapped)) * LINE
        for i, lines in enumerate(wrapped):
            drawing.lines(left + (i + 0.5) * wide, bottom - len(lines) * LINE, lines, anchor="middle")
        return bottom + 4
    wrapped = [wrap(label, 120)[: max(1, int(wide // LINE))] for label in labels]
    bottom = top + max(map(widest, wrapped)) + 2
    for i, lines in enumerate(wrapped):
        for j, line in enumerate(lines):
            x = left + (i + 0.5) * wide + SIZE * 0.36 + (j - (len(lines) - 1) / 2) * LINE
            turn = f"translate({x:.1f} {bottom:.1f}) rotate(-90)"
            drawing.add(element("text", escaped(line), transform=turn))
    return bottom + 5


def _level(value: float, most: float) -> int:
    return round(abs(value) / most * 9)


def _shade(value: float | None, most: float, printed: bool) -> Shade | None:
    if value is None:
        return None
    return "c3" if value < 0 else "c1", PRINTED[_level(value, most)] if printed else abs(value) / most


def _numbers(drawing: Drawing, row: list[float | None], x: float, wide: float, y: float, most: float) -> None:
    spans = "".join(
        element("tspan", _short(v, wide), x=x + i * wide, class_="on" if _level(v, most) >= ON_DARK else "")
        for i, v in enumerate(row)
        if v is not None
    )
    if spans:
        drawing.add(element("text", spans, y=y + SIZE * 0.36, text_anchor="middle"))


def _short(value: float, wide: float) -> str:
    """The number with as many figures as fit in the cell."""
    written = [said(value), *(said(round(value, n)) for n in (3, 2, 1))]
    written += [text.replace("0.", ".") for text in written[-2:]] + [said(round(value))]
    for text in written:
        if width(text) <= wide - 2:
            return text
    raise BrokenFigure(f"values has {written[0]}, which is too long for its cell; take a larger unit or fewer columns.")


def _legend(drawing: Drawing, top: float, most: float) -> float:
    least, largest = "0", said(most)
    x = (WIDE - 90) / 2
    draw_cells(drawing, (x, top), (18, 12), (5, 1), {(i, 0): _shade(i / 4, 1, False) for i in range(5)})
    drawing.text(x - 6, top + 11, least, "soft", "end")
    drawing.text(x + 96, top + 11, largest, "soft")
    return top + 15
