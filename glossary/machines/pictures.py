"""The picture that other sites and messengers show beside a link to a term, in the size that they ask for."""

from __future__ import annotations

import textwrap
from importlib.resources import files

import resvg_py
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from glossary import content
from glossary.content import Term
from glossary.page import term_or_404
from tools.http.kept import kept
from tools.http.public import public_page

WIDTH, HEIGHT = 1200, 630
LINE = 56  # characters, of a definition of at most 200: four lines
MOST_LINES = 4
LINES_FROM, LINE_HEIGHT = 432, 52
_TITLE_SIZES = ((14, 104), (24, 84), (60, 64))  # up to so many characters: the size of the letters
_FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


@public_page
@kept(lambda slug: content.version())
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """A term's picture as PNG."""
    return HttpResponse(draw(term_or_404(slug)), content_type="image/png")


def lines(term: Term) -> list[str]:
    """The definition, cut to the picture's width."""
    return textwrap.wrap(term.definition, LINE)


def draw(term: Term) -> bytes:
    """PNG with the term's title, what it stands for, its definition and its topic."""
    size = next((size for most, size in _TITLE_SIZES if len(term.title) <= most), _TITLE_SIZES[-1][1])
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "topic": term.topic,
        "title": term.title,
        "title_size": size,
        "beside": term.acronym or term.short,
        "lines": [(LINES_FROM + i * LINE_HEIGHT, line) for i, line in enumerate(lines(term))],
    }
    folder = files("font_source_sans_pro") / "files"
    return resvg_py.svg_to_bytes(
        svg_string=render_to_string("glossary/picture.svg", context),
        skip_system_fonts=True,
        font_files=[str(folder / name) for name in _FONTS],
        font_family="Source Sans Pro",
        sans_serif_family="Source Sans Pro",
    )
