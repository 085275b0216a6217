"""A thing within a thing within a thing.

```yaml
kind: nested
boxes:               # 2 to 5, the outermost first; a plain text is a label without a note
  - AI
  - {label: Machine learning, note: learns from data}    # a note has at most 44 characters
  - Deep learning
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.fields import Maybe, Rows, Shape, Text
from glossary.figures.lettering import LINE, wrap
from glossary.figures.svg import WIDE, Drawing

_BOX = Shape({"label": Text(), "note": Maybe(Text(44))}, bare="label")
FIELDS = {"boxes": Rows(_BOX, 2, 5)}

_IN = 13.0  # from one box's edge to the next
_PAD = 9.0


def draw(spec: dict[str, Any]) -> Drawing:
    """Boxes in boxes; each has its words at its top."""
    boxes, drawing, tops, texts = spec["boxes"], Drawing(), [1.0], []
    for i, box in enumerate(boxes):
        room = WIDE - 2 * (1 + i * _IN + _PAD)
        label, note = wrap(box["label"], room, bold=True), wrap(box["note"] or "", room)
        texts.append((label, note))
        tops.append(tops[-1] + (len(label) + len(note)) * LINE + 2 * _PAD)
    bottom = tops.pop(-1) + (len(boxes) - 1) * _IN
    tops = tops[: len(boxes)]
    for i, (top, (label, note)) in enumerate(zip(tops, texts, strict=True)):
        left = 1 + i * _IN
        drawing.box(left, top, WIDE - 2 * left, bottom - i * _IN - top, "box c1")
        end = drawing.lines(left + _PAD, top + _PAD, label, "strong")
        drawing.lines(left + _PAD, end, note)
    drawing.height = bottom + 1
    return drawing
