"""How much room the parts of a drawing take: a reader of the SVG that glossary.figures writes."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from glossary.figures.lettering import SIZE, width

Frame = tuple[float, float, float, float]  # left, top, right, bottom


def parse(html: str) -> ElementTree.Element:
    """The <svg> of a figure."""
    found = ElementTree.fromstring(html).find("svg")
    assert found is not None
    return found


def texts(svg: ElementTree.Element) -> list[str]:
    """What is written, piece by piece."""
    return [text for text in svg.itertext() if text]


def frames(svg: ElementTree.Element) -> Iterator[tuple[str, Frame]]:
    """Each thing that is drawn, in words, and the room that it takes."""
    yield from _frames(svg, (0.0, 0.0), (1.0, 1.0))


def _frames(parent: ElementTree.Element, move: tuple[float, float], size: tuple[float, float]):
    for child in parent:
        at, scale, turned = _placed(child.get("transform", ""), move, size)
        if child.tag == "g":
            yield from _frames(child, at, scale)
        elif child.tag == "text":
            yield from _written(child, at, turned)
        else:
            name = f"{child.tag} {child.get('class')}"
            yield name, _bounds([(at[0] + x * scale[0], at[1] + y * scale[1]) for x, y in _corners(child)])


def _placed(transform: str, move: tuple[float, float], size: tuple[float, float]):
    shift = re.search(r"translate\((\S+) (\S+)\)", transform)
    grow = re.search(r"scale\((\S+) (\S+)\)", transform)
    dx, dy = (float(shift[1]), float(shift[2])) if shift else (0.0, 0.0)
    sx, sy = (float(grow[1]), float(grow[2])) if grow else (1.0, 1.0)
    return (move[0] + dx * size[0], move[1] + dy * size[1]), (size[0] * sx, size[1] * sy), "rotate" in transform


def _written(text: ElementTree.Element, at: tuple[float, float], turned: bool) -> Iterator[tuple[str, Frame]]:
    for piece in list(text) or [text]:
        x = float(piece.get("x", text.get("x", 0)))
        y = float(text.get("y", 0))
        wide = width(piece.text or "", bold="strong" in text.get("class", ""))
        start = {"middle": -wide / 2, "end": -wide}.get(text.get("text-anchor", ""), 0.0)
        if turned:
            yield piece.text or "", (at[0] - SIZE * 0.76, at[1] - wide, at[0] + SIZE * 0.24, at[1])
        else:
            yield piece.text or "", (x + start, y - SIZE * 0.76, x + start + wide, y + SIZE * 0.24)


def _corners(thing: ElementTree.Element) -> list[tuple[float, float]]:
    if thing.tag == "rect":
        x, y, wide, high = (float(thing.get(name, 0)) for name in ("x", "y", "width", "height"))
        return [(x, y), (x + wide, y + high)]
    if thing.tag == "circle":
        x, y, radius = (float(thing.get(name, 0)) for name in ("cx", "cy", "r"))
        return [(x - radius, y - radius), (x + radius, y + radius)]
    assert thing.tag == "path", thing.tag
    return list(_steps(thing.get("d", "")))


def _steps(d: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, written in re.findall(r"([MlhvHza])([^MlhvHza]*)", d):
        numbers = [float(n) for n in re.findall(r"-?[0-9.]+", written)]
        if command == "M":
            x, y = numbers
        elif command in "hH":
            x = numbers[0] + (x if command == "h" else 0)
        elif command == "v":
            y += numbers[0]
        elif command == "l":
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                yield x, y
        elif command == "a":
            x, y = x + numbers[5], y + numbers[6]
        yield x, y


def _bounds(points: list[tuple[float, float]]) -> Frame:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def colliding(svg: ElementTree.Element) -> list[tuple[str, str]]:
    """Pairs of texts that stand on each other."""
    written = [(text, frame) for text, frame in frames(svg) if text in set(texts(svg))]
    written.sort(key=lambda entry: entry[1][1])
    return [(a, b) for i, (a, one) in enumerate(written) for b, two in written[i + 1 :] if _cross(one, two)]


def _cross(a: Frame, b: Frame) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
