"""What the tests of figures share: an example of each kind, and what every figure must be."""

import re

import yaml

from glossary.figures import KINDS
from glossary.figures.svg import WIDE
from tests.glossary.drawn import colliding, frames, parse

LARGEST = 6_500  # bytes of a figure; ten by ten printed numbers need them
SAID = {"caption": "What to see.", "alt": "The same in words."}


def example(kind):
    """The example of a kind's docstring."""
    code = re.search(r"```yaml\n(.*?)```", KINDS[kind].__doc__, re.DOTALL)[1]
    return yaml.safe_load(code) | SAID


def assert_tidy(figure):
    svg = parse(figure)
    wide, high = (float(n) for n in svg.get("viewBox").split()[2:])
    assert (wide, svg.get("width"), svg.get("height")) == (WIDE, "400", f"{high:.0f}")
    for name, (left, top, right, bottom) in frames(svg):
        assert left >= -0.2, (name, left)
        assert top >= -0.2, (name, top)
        assert right <= wide + 0.2, (name, right)
        assert bottom <= high + 0.2, (name, bottom)
    assert not colliding(svg)
