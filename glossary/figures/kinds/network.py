"""A layered neural network, its layers from left to right.

```yaml
kind: network
layers:              # 2 to 5, of 1 to 6 units
  - {label: Input, units: 3}
  - {label: Hidden, units: 4}
  - {label: Output, units: 2}
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from glossary.figures.fields import Rows, Shape, Text, Whole
from glossary.figures.lettering import LINE, wrap
from glossary.figures.svg import WIDE, Drawing, path

FIELDS = {"layers": Rows(Shape({"label": Text(), "units": Whole(1, 6)}), 2, 5)}

_RADIUS = 12.0
_APART = 36.0


def draw(spec: dict[str, Any]) -> Drawing:
    """Every unit joined to every unit of the next layer."""
    layers = spec["layers"]
    column = WIDE / len(layers)
    high = max(layer["units"] for layer in layers) * _APART
    places = [
        [((i + 0.5) * column, high / 2 + (j - (layer["units"] - 1) / 2) * _APART) for j in range(layer["units"])]
        for i, layer in enumerate(layers)
    ]
    drawing, ends = Drawing(), []
    for here, there in pairwise(places):
        joined = "".join(path([a, b]) for a in here for b in there)
        drawing.add(f'<path class="line thin" d="{joined}"/>')
    for i, (layer, units) in enumerate(zip(layers, places, strict=True)):
        colour = 1 if i == 0 else 2 if i == len(layers) - 1 else 3
        for x, y in units:
            drawing.circle(x, y, _RADIUS, f"box solid c{colour}")
        ends.append(drawing.lines((i + 0.5) * column, high + 4, wrap(layer["label"], column - 8), anchor="middle"))
    drawing.height = max(ends) + LINE * 0.2
    return drawing
