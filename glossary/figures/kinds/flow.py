"""Steps from top to bottom, joined by arrows.

```yaml
kind: flow
steps:                                         # 2 to 8; a plain text is a label without a note
  - {label: Tokenize, note: text to numbers}   # a note has at most 44 characters
  - Embed
  - Predict
loop: {from: 3, to: 1, label: next token}      # optional: an arrow back, by the numbers of the steps
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.fields import BrokenFigure, Maybe, Rows, Shape, Text, Whole
from glossary.figures.lettering import LINE, widest, wrap
from glossary.figures.svg import WIDE, Drawing

_STEP = Shape({"label": Text(), "note": Maybe(Text(44))}, bare="label")
_LOOP = Shape({"from": Whole(1, 8), "to": Whole(1, 8), "label": Maybe(Text(), "")})
FIELDS = {"steps": Rows(_STEP, 2, 8), "loop": Maybe(_LOOP)}

_GAP = 22.0  # between two steps, for the arrow
_PAD = 8.0


def draw(spec: dict[str, Any]) -> Drawing:
    """The steps as boxes; a loop runs along their right side."""
    loop = spec["loop"]
    _check(loop, len(spec["steps"]))
    said = wrap(loop["label"], 88) if loop else []
    aside = max(30.0, widest(said) + 34) if loop else 0.0
    room = min(WIDE - aside - 2, 300.0)
    left = (WIDE - aside - room) / 2
    drawing, top, middles = Drawing(), 1.0, []
    for i, step in enumerate(spec["steps"]):
        label = wrap(step["label"], room - 2 * _PAD, bold=True)
        note = wrap(step["note"] or "", room - 2 * _PAD)
        if i:
            drawing.arrow([(left + room / 2, top), (left + room / 2, top + _GAP - 1)])
            top += _GAP
        high = (len(label) + len(note)) * LINE + 2 * _PAD
        drawing.box(left, top, room, high)
        drawing.middle(left + room / 2, top + _PAD + len(label) * LINE / 2, label, "strong")
        drawing.middle(left + room / 2, top + high - _PAD - len(note) * LINE / 2, note, "soft")
        middles.append(top + high / 2)
        top += high
    if loop:
        start, end, edge = middles[loop["from"] - 1], middles[loop["to"] - 1], left + room
        drawing.arrow([(edge, start), (edge + 22, start), (edge + 22, end), (edge + 1, end)], "line c1")
        drawing.middle(edge + 28, (start + end) / 2, said, anchor="")
    drawing.height = top + 1
    return drawing


def _check(loop: dict[str, Any] | None, steps: int) -> None:
    for name in ("from", "to"):
        if loop and loop[name] > steps:
            raise BrokenFigure(f"{name} of loop is {loop[name]}, but there are {steps} steps.")
    if loop and loop["to"] >= loop["from"]:
        raise BrokenFigure(f"to of loop must be a step before no. {loop['from']}; it is {loop['to']}.")
