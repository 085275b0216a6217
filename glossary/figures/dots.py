"""Marks that tell series apart without colour, and names beside dots that keep out of each other's way."""

from __future__ import annotations

from glossary.figures.lettering import LINE, SIZE, width
from glossary.figures.placing import Frame, least
from glossary.figures.svg import Drawing, Point, number

MARKS = ("disc", "square", "up", "diamond", "down", "cross")

_SHAPES = {  # relative paths around the point, about 8 units wide
    "disc": ("-4 0", "a4 4 0 1 0 8 0a4 4 0 1 0 -8 0"),
    "square": ("-3.5 -3.5", "h7v7h-7z"),
    "up": ("0 -4.5", "l4.5 8h-9z"),
    "diamond": ("0 -5", "l5 5 -5 5 -5 -5z"),
    "down": ("0 4.5", "l4.5 -8h-9z"),
    "cross": ("-1.5 -4.5", "h3v3h3v3h-3v3h-3v-3h-3v-3h3z"),
}


def mark(kind: str, x: float, y: float) -> str:
    """The `d` of a mark around a point."""
    start, steps = _SHAPES[kind]
    dx, dy = map(float, start.split())
    return f"M{number(x + dx)} {number(y + dy)}{steps}"


class Labels:
    """Names for dots of all series: placed when all dots are known."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._dots: list[tuple[Point, str]] = []

    def add(self, points: list[Point], names: list[str]) -> None:
        """Dots, and for each its name or nothing."""
        self._dots += zip(points, names, strict=True)

    def draw(self, drawing: Drawing) -> None:
        """Each name where it covers least: right, left, above or below its dot."""
        taken: list[Frame] = [(x - 5, y - 5, x + 5, y + 5) for (x, y), _ in self._dots]
        for (x, y), name in self._dots:
            if not name:
                continue
            frame = least(_places(x, y, width(name)), taken, self._frame)
            taken.append(frame)
            drawing.text(frame[0], frame[1] + SIZE * 0.95, name, "halo")


def _places(x: float, y: float, wide: float) -> list[Frame]:
    half, high = wide / 2, LINE
    corners = [
        (x + 7, y - high / 2),
        (x - 7 - wide, y - high / 2),
        (x - half, y - 6 - high),
        (x - half, y + 5),
        (x + 4, y - 5 - high),
        (x - 4 - wide, y - 5 - high),
        (x + 4, y + 4),
        (x - 4 - wide, y + 4),
    ]
    return [(left, top, left + wide, top + high) for left, top in corners]
