"""The two axes of a plot."""

from __future__ import annotations

from glossary.figures.lettering import LINE, SIZE, widest, width, wrap
from glossary.figures.scale import Axis
from glossary.figures.svg import WIDE, Drawing, inside


def draw_axes(drawing: Drawing, across: Axis, down: Axis, label: str) -> None:
    """Lines across at the ticks of `down`, ticks on `across`, and its label, which ends the drawing."""
    for value, said in down.ticks():
        y = down.place(value)
        drawing.line([(across.at, y), (across.to, y)], "line rule")
        drawing.text(across.at - 6, y + SIZE * 0.36, said, "soft", "end")
    draw_ticks(drawing, across, down.at)
    drawing.line([(across.at, down.to), (across.at, down.at), (across.to, down.at)], "line")
    lines = wrap(label, WIDE)
    middle = inside((across.at + across.to) / 2, widest(lines))
    drawing.height = drawing.lines(middle, down.at + LINE + 9, lines, "soft", "middle") + 1


def draw_ticks(drawing: Drawing, across: Axis, y: float, most: int = 6) -> None:
    """The ticks of a horizontal axis below `y`; a number that would touch the one before it is left out."""
    free = 0.0
    for value, said in across.ticks(most):
        x = across.place(value)
        place = inside(x, width(said))
        if place - width(said) / 2 < free:
            continue
        free = place + width(said) / 2 + 6
        drawing.line([(x, y), (x, y + 4)])
        drawing.text(place, y + LINE + 3, said, "soft", "middle")
