"""Where a text stands so that it covers as little as may be."""

from __future__ import annotations

from collections.abc import Iterable

Frame = tuple[float, float, float, float]  # left, top, right, bottom


def least(places: Iterable[Frame], taken: list[Frame], room: Frame) -> Frame:
    """The first of the places that covers least of what is taken; the room is left only if there is no other way."""
    return min(places, key=lambda place: _outside(place, room) * 1000 + sum(_overlap(place, other) for other in taken))


def _outside(place: Frame, room: Frame) -> float:
    across = max(0.0, room[0] - place[0]) + max(0.0, place[2] - room[2])
    return across + max(0.0, room[1] - place[1]) + max(0.0, place[3] - room[3])


def _overlap(a: Frame, b: Frame) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0
