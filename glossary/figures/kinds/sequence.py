"""Who sends what to whom, downward in time.

```yaml
kind: sequence
actors: [Program, Model]    # 2 to 4
messages:                   # 1 to 10, of at most 40 characters; a message from an actor to itself is a note
  - {from: Program, to: Model, text: question}
  - {from: Model, to: Model, text: thinks}
  - {from: Model, to: Program, text: answer, reply: true}   # optional, a dashed line
```
"""

from __future__ import annotations

from typing import Any

from glossary.figures.fields import BrokenFigure, Flag, Maybe, Rows, Shape, Text
from glossary.figures.lettering import LINE, widest, wrap
from glossary.figures.svg import WIDE, Drawing

_MESSAGE = Shape({"from": Text(), "to": Text(), "text": Text(40), "reply": Maybe(Flag(), False)})
FIELDS = {"actors": Rows(Text(), 2, 4), "messages": Rows(_MESSAGE, 1, 10)}

_LEAST = 168.0  # units that a message's text may take even if its arrow is shorter
_PAD = 6.0


def draw(spec: dict[str, Any]) -> Drawing:
    """The actors as boxes with lines down; each message's text above its arrow."""
    actors = spec["actors"]
    if len(set(actors)) < len(actors):
        raise BrokenFigure("actors has an entry twice.")
    for i, message in enumerate(spec["messages"], 1):
        for end in ("from", "to"):
            if message[end] not in actors:
                raise BrokenFigure(f"{end} of messages no. {i} must be one of the actors; it is {message[end]!r}.")
    column = WIDE / len(actors)
    places = {actor: (i + 0.5) * column for i, actor in enumerate(actors)}
    names = {actor: wrap(actor, column - 8 - 2 * _PAD, bold=True) for actor in actors}
    high = max(map(len, names.values())) * LINE + 2 * _PAD
    events, top = Drawing(), 1 + high + 8
    for message in spec["messages"]:
        top = _message(events, message, places, top)
    drawing = Drawing()
    for actor, x in places.items():
        drawing.line([(x, 1 + high), (x, top)], "line rule")
        wide = widest(names[actor], bold=True) + 2 * _PAD + 4
        drawing.box(x - wide / 2, 1, wide, high)
        drawing.middle(x, 1 + high / 2, names[actor], "strong")
    drawing.take(events)
    drawing.height = top + 1
    return drawing


def _message(drawing: Drawing, message: dict[str, Any], places: dict[str, float], top: float) -> float:
    """Draws one from `top` on; returns where the next may begin."""
    start, end = places[message["from"]], places[message["to"]]
    if start == end:
        return _note(drawing, message["text"], start, top)
    words = widest(message["text"].split())  # a word may be as long as an address
    lines = wrap(message["text"], min(WIDE - 4, max(_LEAST, abs(end - start) - 12, words)))
    half = widest(lines) / 2
    middle = max(half + 2, min((start + end) / 2, WIDE - half - 2))
    bottom = drawing.lines(middle, top, lines, "halo", "middle") + 5
    way = 1.5 if end > start else -1.5
    drawing.arrow([(start, bottom), (end - way, bottom)], "line dash2" if message["reply"] else "line")
    return bottom + 10


def _note(drawing: Drawing, text: str, x: float, top: float) -> float:
    lines = wrap(text, _LEAST)
    half = widest(lines) / 2 + _PAD
    middle = max(half + 1, min(x, WIDE - half - 1))
    high = len(lines) * LINE + _PAD
    drawing.box(middle - half, top, half * 2, high, "box solid c2", rounded=3)
    drawing.middle(middle, top + high / 2, lines)
    return top + high + 8
