"""The colours of figures can be seen and read, by the numbers of the style sheets (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from glossary.figures.kinds.grid import ON_DARK, PRINTED
from rewind.env import BASE_DIR

CSS = "".join((BASE_DIR / "static" / "css" / f"{name}.css").read_text() for name in ("site", "figures"))
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) {(.*?)\n}", re.DOTALL)
TINT = 0.14  # of .box and .solid, at most


def colours(mode):
    """The variables that hold a colour, as three numbers from 0 to 1."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6});", DARK.sub("", CSS))
    found += re.findall(r"--([\w-]+): #([0-9a-f]{6});", "".join(DARK.findall(CSS))) if mode == "dark" else []
    return {name: [int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)] for name, code in found}


def mixed(colour, paper, much):
    return [c * much + p * (1 - much) for c, p in zip(colour, paper, strict=True)]


def contrast(a, b):
    high, low = sorted((_light(a), _light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _light(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(c * part for c, part in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.fixture(params=["light", "dark"])
def palette(request):
    return colours(request.param)


@pytest.mark.parametrize("number", range(1, 7))
def test_each_colour_stands_out_and_its_tint_can_be_written_on(palette, number):
    colour = palette[f"c{number}"]
    assert contrast(colour, palette["surface"]) >= 3
    tint = mixed(colour, palette["surface"], TINT)
    assert contrast(palette["ink"], tint) >= 4.5
    assert contrast(palette["muted"], tint) >= 4.5


@pytest.mark.parametrize("level", range(len(PRINTED)))
@pytest.mark.parametrize("colour", ["c1", "c3"])
def test_the_numbers_of_a_grid_can_be_read(palette, colour, level):
    cell = mixed(palette[colour], palette["surface"], PRINTED[level])
    assert contrast(palette["surface" if level >= ON_DARK else "ink"], cell) >= 4.5


def test_the_innermost_box_can_be_written_on(palette):
    much = float(re.search(r"\.box { fill-opacity: ([0-9.]+)", CSS)[1])
    paper = palette["surface"]
    for _ in range(5):
        paper = mixed(palette["c1"], paper, much)
    assert contrast(palette["ink"], paper) >= 4.5


def test_the_style_sheet_is_small():
    assert len((BASE_DIR / "static" / "css" / "figures.css").read_bytes()) <= 2_500
