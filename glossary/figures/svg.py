"""SVG, written by hand: everything escaped, numbers to one decimal, text measured so that nothing collides."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from glossary.figures.lettering import LINE, SIZE

WIDE = 400.0  # units; a phone shows them nearly one to one
Point = tuple[float, float]


def escaped(text: str) -> str:
    """`text` as content of an element or value of an attribute."""
    return escape(text, quote=True)


def number(value: float) -> str:
    """A coordinate: one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", **attributes: str | float | None) -> str:
    """An element; `content` is markup already. `class_` is written class, `font_size` font-size."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def path(points: Iterable[Point]) -> str:
    """The `d` of a line through `points`: absolute where it begins, then short relative steps."""
    steps: list[str] = []
    last = (0.0, 0.0)
    for x, y in points:
        here = (round(x, 1), round(y, 1))
        if not steps:
            steps.append(f"M{number(here[0])} {number(here[1])}")
        elif here != last:
            steps.append(("l" if len(steps) == 1 else " ") + f"{number(here[0] - last[0])} {number(here[1] - last[1])}")
        last = here
    return "".join(steps)


class Drawing:
    """What has been drawn so far, downward without an end; `height` is set when it is known."""

    def __init__(self) -> None:
        self.height = 0.0
        self._parts: list[str] = []

    def add(self, markup: str) -> None:
        """An element that the methods below don't make."""
        self._parts.append(markup)

    def text(self, x: float, y: float, text: str, class_: str = "", anchor: str = "") -> None:
        """One line of text on the baseline `y`; `anchor` is "", "middle" or "end"."""
        self.add(element("text", escaped(text), x=x, y=y, class_=class_, text_anchor=anchor))

    def lines(self, x: float, top: float, lines: Iterable[str], class_: str = "", anchor: str = "") -> float:
        """Lines of text below `top`; returns where they end."""
        for line in lines:
            self.text(x, top + LINE * 0.76, line, class_, anchor)
            top += LINE
        return top

    def middle(self, x: float, y: float, lines: list[str], class_: str = "", anchor: str = "middle") -> None:
        """Lines of text around the point (x, y)."""
        self.lines(x, y - len(lines) * LINE / 2, lines, class_, anchor)

    def box(self, x: float, y: float, wide: float, high: float, class_: str = "box", rounded: float = 6) -> None:
        """A rectangle with round corners."""
        self.add(element("rect", x=x, y=y, width=wide, height=high, rx=rounded or None, class_=class_))

    def line(self, points: Iterable[Point], class_: str = "line") -> None:
        """A line through points."""
        self.add(element("path", d=path(points), class_=class_))

    def circle(self, x: float, y: float, radius: float, class_: str = "fill") -> None:
        """A disc."""
        self.add(element("circle", cx=x, cy=y, r=radius, class_=class_))

    def arrow(self, points: list[Point], class_: str = "line") -> None:
        """A line through points with a head at its end; `class_` must begin with "line"."""
        (x0, y0), (x1, y1) = points[-2:]
        angle = math.atan2(y1 - y0, x1 - x0)
        back = (x1 - 7 * math.cos(angle), y1 - 7 * math.sin(angle))
        self.line([*points[:-1], back], class_)
        corners = [
            (x1 - 9 * math.cos(angle + side), y1 - 9 * math.sin(angle + side)) for side in (math.pi / 7, -math.pi / 7)
        ]
        colour = " ".join(name for name in class_.split() if name.startswith("c"))
        self.add(element("path", d=path([(x1, y1), *corners]) + "z", class_=f"fill {colour}".strip()))

    def take(self, other: Drawing) -> None:
        """Everything of another drawing, over what is here."""
        self._parts += other._parts

    def svg(self, alt: str) -> str:
        """The whole, for those who see it and, by `alt`, for those who don't."""
        high = math.ceil(self.height)
        return element(
            "svg",
            "".join(self._parts),
            viewBox=f"0 0 {WIDE:.0f} {high}",
            width=WIDE,
            height=float(high),
            font_size=SIZE,
            role="img",
            aria_label=alt,
        )


def inside(x: float, wide: float) -> float:
    """`x`, moved so that what is centred there and `wide` units wide doesn't leave the drawing."""
    return max(wide / 2, min(x, WIDE - wide / 2))
