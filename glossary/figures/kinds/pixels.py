"""Small pictures made of cells.

```yaml
kind: pixels
frames:              # 1 to 4, of at most 16 by 16 cells
  - {label: Input, rows: ["0090", "0990"]}
  - {label: Output, rows: ["09", "99"]}
```

Each character of a row is a shade from 0 (empty) to 9 (full). Put rows in quotes: YAML drops zeros that a number begins
with. A cell has the same size in all frames.
"""

from __future__ import annotations

import re
from typing import Any

from glossary.figures.cells import draw_cells
from glossary.figures.fields import BrokenFigure, Rows, Shape, Text
from glossary.figures.lettering import wrap
from glossary.figures.svg import WIDE, Drawing

_FRAME = Shape({"label": Text(), "rows": Rows(Text(16, strict=True), 1, 16)})
FIELDS = {"frames": Rows(_FRAME, 1, 4)}

_GAP = 14.0
_LARGEST, _SMALLEST = 30.0, 8.0  # a cell; smaller ones make two lines of frames


def draw(spec: dict[str, Any]) -> Drawing:
    """The frames side by side, each with its label below."""
    frames = spec["frames"]
    for i, frame in enumerate(frames, 1):
        _check(frame["rows"], i)
    lines = [frames]
    if len(frames) > 2 and _cell(frames) < _SMALLEST:
        lines = [frames[:2], frames[2:]]
    cell = min(_cell(line) for line in lines)
    drawing, top = Drawing(), 1.0
    for line in lines:
        slots = _slots(line, cell)
        x = (WIDE - sum(slots) - _GAP * (len(line) - 1)) / 2
        high = max(len(frame["rows"]) for frame in line) * cell
        ends = []
        for frame, slot in zip(line, slots, strict=True):
            _frame(drawing, frame["rows"], x + slot / 2, top + high, cell)
            ends.append(drawing.lines(x + slot / 2, top + high + 5, wrap(frame["label"], slot), anchor="middle"))
            x += slot + _GAP
        top = max(ends) + _GAP
    drawing.height = top - _GAP + 2
    return drawing


def _check(rows: list[str], i: int) -> None:
    for j, row in enumerate(rows, 1):
        if not re.fullmatch("[0-9]+", row):
            raise BrokenFigure(f"rows no. {j} of frames no. {i} may hold the digits 0 to 9 alone; it is {row!r}.")
        if len(row) != len(rows[0]):
            raise BrokenFigure(f"rows no. {j} of frames no. {i} has {len(row)} cells, the first row {len(rows[0])}.")


def _cell(frames: list[dict[str, Any]]) -> float:
    """How large a cell may be if these frames stand side by side."""
    room = WIDE - 2 - _GAP * (len(frames) - 1)
    wide = room / sum(len(frame["rows"][0]) for frame in frames)
    return min(_LARGEST, wide, 260 / max(len(frame["rows"]) for frame in frames))


def _slots(frames: list[dict[str, Any]], cell: float) -> list[float]:
    """How wide each frame's place is: the spare room is shared out for the labels."""
    widths = [len(frame["rows"][0]) * cell for frame in frames]
    spare = WIDE - 2 - sum(widths) - _GAP * (len(frames) - 1)
    return [wide + min(spare / len(frames), max(0.0, 110 - wide)) for wide in widths]


def _frame(drawing: Drawing, rows: list[str], middle: float, bottom: float, cell: float) -> None:
    shades = {(x, y): ("ink", int(v) / 9) for y, row in enumerate(rows) for x, v in enumerate(row)}
    at = (middle - len(rows[0]) * cell / 2, bottom - len(rows) * cell)
    draw_cells(drawing, at, (cell, cell), (len(rows[0]), len(rows)), shades)
