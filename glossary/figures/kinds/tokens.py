"""Text, cut in pieces.

```yaml
kind: tokens
rows:                # 1 to 6; of 1 to 40 pieces; a number for each piece, or none
  - {label: GPT-2 style, pieces: [un, believ, able], numbers: [403, 6667, 540]}
  - {label: By words, pieces: [The, " end", "."]}
```

A piece has at most 36 characters; a space at its beginning or end is shown as a dot.
"""

from __future__ import annotations

from typing import Any

from glossary.figures.fields import BrokenFigure, Maybe, Number, Rows, Shape, Text
from glossary.figures.lettering import LINE, width, wrap
from glossary.figures.svg import WIDE, Drawing

_ROW = Shape({"label": Text(), "pieces": Rows(Text(36), 1, 40), "numbers": Maybe(Rows(Number(), 1, 40))})
FIELDS = {"rows": Rows(_ROW, 1, 6)}

_PAD = 6.0
_GAP = 3.0


def draw(spec: dict[str, Any]) -> Drawing:
    """Each row's label, below it the pieces as boxes in two colours by turns."""
    drawing, top = Drawing(), 0.0
    for i, row in enumerate(spec["rows"], 1):
        if row["numbers"] and len(row["numbers"]) != len(row["pieces"]):
            wrong = f"{len(row['numbers'])} entries, but there are {len(row['pieces'])} pieces"
            raise BrokenFigure(f"numbers of rows no. {i} has {wrong}.")
        top = drawing.lines(0, top, wrap(row["label"], WIDE), "strong") + 4
        top = _pieces(drawing, top, row["pieces"], row["numbers"] or []) + 14
    drawing.height = top - 13
    return drawing


def _pieces(drawing: Drawing, top: float, pieces: list[str], numbers: list[float]) -> float:
    high = LINE + 8 + (LINE if numbers else 0)
    x = 1.0
    for i, piece in enumerate(pieces):
        bare = piece.strip(" ")
        shown = (
            piece.replace(" ", "·") if not bare else piece.replace(bare, "|", 1).replace(" ", "·").replace("|", bare)
        )
        below = f"{numbers[i]:g}" if numbers and abs(numbers[i]) < 1 else f"{numbers[i]:.10g}" if numbers else ""
        wide = max(width(shown), width(below), 8.0) + 2 * _PAD
        if x + wide > WIDE - 1 and x > 1:
            x, top = 1.0, top + high + _GAP
        drawing.box(x, top, wide, high, f"box c{1 + i % 2}", rounded=4)
        drawing.text(x + wide / 2, top + 4 + LINE * 0.76, shown, anchor="middle")
        if below:
            drawing.text(x + wide / 2, top + 4 + LINE * 1.76, below, "soft", "middle")
        x += wide + _GAP
    return top + high
