"""Lines with few points: a curve that is sampled finely loses those that nobody would miss."""

from __future__ import annotations

from collections.abc import Iterable

from glossary.figures.svg import Point

MOST = 80  # points of one series


def thinned(pieces: list[list[Point]]) -> list[list[Point]]:
    """The pieces of a curve with at most MOST points in all, less if less do: none is moved by half a unit or more."""
    slack = 0.12
    while True:
        thin = [_simplified(piece, slack) for piece in pieces]
        if sum(map(len, thin)) <= MOST or slack > 20:
            return thin
        slack *= 1.6


def _simplified(points: list[Point], slack: float) -> list[Point]:
    """Ramer, Douglas and Peucker: keeps the point that is furthest from the straight line, then both halves."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        distances = [(_distance(points[i], points[first], points[last]), i) for i in range(first + 1, last)]
        furthest, i = max(distances, default=(0.0, 0))
        if furthest > slack:
            keep.add(i)
            spans += [(first, i), (i, last)]
    return [points[i] for i in sorted(keep)]


def _distance(p: Point, a: Point, b: Point) -> float:
    (x, y), (ax, ay), (bx, by) = p, a, b
    long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    if not long:
        return float(((x - ax) ** 2 + (y - ay) ** 2) ** 0.5)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / long


def clipped(points: Iterable[Point | None], top: float, bottom: float) -> list[list[Point]]:
    """The pieces of a line that lie between two heights; None breaks the line."""
    pieces: list[list[Point]] = []
    last: Point | None = None
    for point in points:
        if point is not None and last is not None:
            part = _part(last, point, top, bottom)
            if part:
                if pieces and pieces[-1][-1] == part[0]:
                    pieces[-1].append(part[1])
                else:
                    pieces.append(list(part))
        last = point
    return pieces


def _part(a: Point, b: Point, top: float, bottom: float) -> tuple[Point, Point] | None:
    """What of the line from a to b lies between the heights. A line across both is a jump, and isn't drawn."""
    if (a[1] < top and b[1] > bottom) or (b[1] < top and a[1] > bottom):
        return None
    if max(a[1], b[1]) < top or min(a[1], b[1]) > bottom:
        return None
    return _moved(a, b, top, bottom), _moved(b, a, top, bottom)


def _moved(a: Point, b: Point, top: float, bottom: float) -> Point:
    """`a`, or where the line from it to `b` comes in."""
    edge = min(max(a[1], top), bottom)
    if edge == a[1]:
        return a
    return a[0] + (b[0] - a[0]) * (edge - a[1]) / (b[1] - a[1]), edge
