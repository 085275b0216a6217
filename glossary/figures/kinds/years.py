"""Events on a line of time.

```yaml
kind: years
events:              # 3 to 10; a label has at most 44 characters
  - {year: 1958, label: Perceptron}
  - {year: 1986, label: Backpropagation}
  - {year: 2017, label: Transformer}
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.fields import Rows, Shape, Text, Whole
from glossary.figures.lettering import LINE, width, wrap
from glossary.figures.svg import WIDE, Drawing

FIELDS = {"events": Rows(Shape({"year": Whole(-3000, 2200), "label": Text(44)}), 3, 10)}

_STRETCH = 150.0  # units shared out by how much time lies between


def draw(spec: dict[str, Any]) -> Drawing:
    """Downward in time; the longer the time between two events, the longer the line."""
    events = sorted(spec["events"], key=lambda event: event["year"])
    years = [_said(event["year"]) for event in events]
    line = max(width(year, bold=True) for year in years) + 14
    span = max(1, events[-1]["year"] - events[0]["year"])
    drawing, top, marks = Drawing(), 2.0, []
    before = events[0]["year"]
    for event, year in zip(events, years, strict=True):
        top += _STRETCH * (event["year"] - before) / span
        before = event["year"]
        label = wrap(event["label"], WIDE - line - 18)
        drawing.text(line - 14, top + LINE * 0.76, year, "strong", "end")
        drawing.lines(line + 16, top, label)
        marks.append((line, top + LINE / 2))
        top += len(label) * LINE + 8
    drawing.line([marks[0], marks[-1]], "line")
    for x, y in marks:
        drawing.circle(x, y, 5, "fill c1")
    drawing.height = top - 4
    return drawing


def _said(year: int) -> str:
    return str(year) if year > 0 else f"{-year} BC"
