"""A matrix of shaded cells, in few bytes: one path for each shade."""

from __future__ import annotations

from collections.abc import Mapping

from glossary.figures.svg import Drawing, element

Cell = tuple[int, int]  # column, row
Shade = tuple[str, float]  # a class that gives the colour, and how much of it, from 0 to 1
BLANK: Shade = ("", 0.0)


def draw_cells(
    drawing: Drawing,
    at: tuple[float, float],
    size: tuple[float, float],
    shape: Cell,
    shades: Mapping[Cell, Shade | None],
) -> None:
    """`shape` cells of `size` units from `at` on, filled as `shades` says, crossed out where it says None.

    Neighbours in a row that have the same shade become one strip: a line as thick as the row is high.
    """
    columns, rows = shape
    steps: dict[Shade, str] = {}
    for y in range(rows):
        x = 0
        while x < columns:
            shade, start = shades.get((x, y), BLANK), x
            while x < columns and shades.get((x, y), BLANK) == shade:
                x += 1
            if shade and shade[1]:
                steps[shade] = steps.get(shade, "") + f"M{start} {y}h{x - start}"
    rules = "".join(f"M0 {y}h{columns}" for y in range(rows + 1)) + "".join(
        f"M{x} 0v{rows}" for x in range(columns + 1)
    )
    rules += "".join(f"M{x} {y + 1}l1 -1" for (x, y), shade in shades.items() if shade is None)
    strips = "".join(
        element("path", d=d, class_=name, stroke_opacity=f"{much:.2f}".strip("0")) for (name, much), d in steps.items()
    )
    move = f"translate({at[0]:.1f} {at[1]:.1f}) scale({size[0]:.2f} {size[1]:.2f})"
    strips = f'<g transform="translate(0 .5)">{strips}</g>' if strips else ""
    drawing.add(element("g", strips + element("path", d=rules, class_="rule"), transform=move, class_="cells"))
