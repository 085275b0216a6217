"""Nodes and edges.

```yaml
kind: graph
nodes:               # 2 to 16; x and y from 0 to 10, y downward; label (else the id is shown) and group optional
  - {id: a, label: Root, x: 5, y: 1, group: 1}
  - {id: b, label: Leaf, x: 2, y: 5}
edges:               # at most 30, by the ids of the nodes; label optional
  - {from: a, to: b, label: "yes"}
directed: true       # optional, draws arrow heads
```
"""

from __future__ import annotations

import math
from typing import Any

from glossary.figures.fields import GROUP, BrokenFigure, Flag, Maybe, Number, Rows, Shape, Text
from glossary.figures.lettering import LINE, SIZE, widest, width, wrap
from glossary.figures.placing import Frame, least
from glossary.figures.svg import WIDE, Drawing, Point, inside

_NODE = Shape({"id": Text(), "label": Maybe(Text()), "x": Number(0, 10), "y": Number(0, 10), "group": Maybe(GROUP)})
_EDGE = Shape({"from": Text(), "to": Text(), "label": Maybe(Text(22), "")})
FIELDS = {"nodes": Rows(_NODE, 2, 16), "edges": Rows(_EDGE, 0, 30), "directed": Maybe(Flag(), False)}

_ACROSS, _DOWN = 37.0, 34.0  # units for one step of x and y
_WIDEST = 116.0
_PAD = 7.0


class _Node:
    """A node's box: its middle, half its width and height, its lines of text."""

    def __init__(self, x: float, y: float, lines: list[str], group: int | None) -> None:
        self.lines, self.group = lines, group
        self.half = (max(widest(lines) / 2 + _PAD, 13.0), len(lines) * LINE / 2 + 5)
        self.x = max(self.half[0] + 1, min(x, WIDE - self.half[0] - 1))
        self.y = y

    @property
    def frame(self) -> Frame:
        """The box."""
        return self.x - self.half[0], self.y - self.half[1], self.x + self.half[0], self.y + self.half[1]

    def edge_towards(self, x: float, y: float) -> Point:
        """Where the line from the middle to (x, y) leaves the box."""
        dx, dy = x - self.x, y - self.y
        out = min(self.half[0] / abs(dx) if dx else math.inf, self.half[1] / abs(dy) if dy else math.inf)
        return self.x + dx * min(out, 1), self.y + dy * min(out, 1)


def draw(spec: dict[str, Any]) -> Drawing:
    """The edges, over them the nodes as boxes, then the edges' labels."""
    drawing, top = _drawn(spec, 1.0)
    return drawing if top >= 0 else _drawn(spec, 1.0 - top)[0]


def _drawn(spec: dict[str, Any], top: float) -> tuple[Drawing, float]:
    """The drawing with its highest box at `top`, and where its highest label begins."""
    nodes = _nodes(spec["nodes"], top)
    drawing = Drawing()
    pairs = {(edge["from"], edge["to"]) for edge in spec["edges"]}
    labels = []
    for i, edge in enumerate(spec["edges"], 1):
        for end in ("from", "to"):
            if edge[end] not in nodes:
                raise BrokenFigure(f"{end} of edges no. {i} must be the id of a node; it is {edge[end]!r}.")
        a, b = nodes[edge["from"]], nodes[edge["to"]]
        both = (edge["to"], edge["from"]) in pairs
        labels.append((edge["label"], _edge(drawing, a, b, edge["label"], spec["directed"], both)))
    for node in nodes.values():
        left, upper, right, lower = node.frame
        colour = f" c{node.group}" if node.group else ""
        drawing.box(left, upper, right - left, lower - upper, f"box solid{colour}")
        drawing.middle(node.x, node.y, node.lines)
    taken = [node.frame for node in nodes.values()]
    for label, (x, y) in labels:
        if label:
            taken.append(least(_places(x, y, width(label)), taken, (0, -1000, WIDE, 1000)))
            drawing.text(taken[-1][0], taken[-1][1] + SIZE * 0.95, label, "soft halo")
    drawing.height = max(frame[3] for frame in taken) + 1
    return drawing, min(frame[1] for frame in taken)


def _places(x: float, y: float, wide: float) -> list[Frame]:
    """Where the label of an edge may stand: on its middle, else as near as it can."""
    middles = [(x, y)]
    for far in (10, 18, 26, 34):
        middles += [(x, y - far), (x, y + far), (x - far, y), (x + far, y)]
    insides = [(inside(x, wide), y) for x, y in middles]
    return [(x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2) for x, y in insides]


def _nodes(asked: list[dict[str, Any]], top: float) -> dict[str, _Node]:
    found: dict[str, _Node] = {}
    for i, node in enumerate(asked, 1):
        if node["id"] in found:
            raise BrokenFigure(f"id of nodes no. {i} is {node['id']!r}, and so is another's.")
        lines = wrap(node["label"] or node["id"], _room(node, asked))
        found[node["id"]] = _Node(15 + node["x"] * _ACROSS, node["y"] * _DOWN, lines, node["group"])
    up = top - min(node.y - node.half[1] for node in found.values())
    for placed in found.values():
        placed.y += up
    return found


def _room(node: dict[str, Any], nodes: list[dict[str, Any]]) -> float:
    """How wide the text may be, so that boxes at the same height don't touch."""
    beside = [abs(o["x"] - node["x"]) for o in nodes if o is not node and abs(o["y"] - node["y"]) * _DOWN < LINE * 2.5]
    return max(24.0, min([_WIDEST, *(apart * _ACROSS - 2 * _PAD - 8 for apart in beside if apart)]))


def _edge(drawing: Drawing, a: _Node, b: _Node, label: str, directed: bool, both: bool) -> Point:
    """Draws it; returns where its label stands. Edges there and back run side by side, their labels outside."""
    if a is b:
        return _loop(drawing, a, label, directed)
    long = math.hypot(b.x - a.x, b.y - a.y) or 1
    aside = 7.0 if both else 0.0
    dx, dy = -(b.y - a.y) / long * aside, (b.x - a.x) / long * aside
    start, end = a.edge_towards(b.x, b.y), b.edge_towards(a.x, a.y)
    points = [(start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)]
    if directed:
        drawing.arrow(points)
    else:
        drawing.line(points)
    share = 0.42 if both else 0.5
    (x0, y0), (x1, y1) = points
    out = (abs(dx) * (width(label) / 2 + 3) + abs(dy) * LINE / 2) / aside**2 if both else 0.0
    return x0 + (x1 - x0) * share + dx * out, y0 + (y1 - y0) * share + dy * out


def _loop(drawing: Drawing, node: _Node, label: str, directed: bool) -> Point:
    """Out of the right side of a box and back into it, or the left side if there is no room."""
    side = 1 if node.x + node.half[0] + 26 + width(label) < WIDE else -1
    x, y = node.x + side * node.half[0], node.y
    bow = [(x, y - 6), (x + side * 20, y - 6), (x + side * 20, y + 6), (x, y + 6)]
    if directed:
        drawing.arrow(bow)
    else:
        drawing.line(bow)
    return x + side * (25 + width(label) / 2), y
