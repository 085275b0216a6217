"""What a term's file says in Markdown, as HTML: with figures, and with links to the other terms."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from glossary import figures
from glossary.prose.links import Linker
from tools import markdown

__all__ = ["Linker", "blocks", "figure_specs", "filled", "html", "minutes", "told", "words"]

WORDS_A_MINUTE = 238  # silent reading of non-fiction, adults: Brysbaert 2019, doi.org/10.1016/j.jml.2019.104047
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)
_FIGURE = re.compile(r"^```figure[ ]*\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


def html(text: str, names: Mapping[str, str], linker: Linker | None = None) -> str:
    """`text` with `{name}` replaced by the name's value; `linker` goes through a page's texts one after another.

    Raises BrokenFigure where a figure can't be drawn.
    """
    pieces = _FIGURE.split(filled(text, names))  # text, figure, text, figure, …, text
    made = []
    for i, piece in enumerate(pieces):
        if i % 2:
            made.append(figures.draw(_spec(piece)))
        else:
            prose = markdown.render(piece, own=True)
            made.append(linker.link(prose) if linker else prose)
    return "".join(made)


def filled(text: str, names: Mapping[str, str]) -> str:
    """`text` with `{name}` replaced by the name's value."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def told(text: str) -> str:
    """`text` with each figure in words, for those who can't see it. Raises BrokenFigure."""
    specs = iter(figure_specs(text))
    return _FIGURE.sub(lambda match: "Figure: {caption} {alt}".format(**next(specs)), text)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of `text`, each as (what stands behind the fence, content)."""
    for match in _FENCE.finditer(text):
        yield match[1].strip(), match[2]


def figure_specs(text: str) -> list[dict[str, Any]]:
    """What the figures of `text` say. Raises BrokenFigure."""
    return [_spec(match[1]) for match in _FIGURE.finditer(text)]


def words(text: str) -> int:
    """How many words `text` has to read; code and figures are looked at."""
    return len(_FENCE.sub("", text).split())


def minutes(*texts: str) -> int:
    """How long `texts` take to read, in minutes and at least one."""
    return max(1, math.ceil(sum(words(text) for text in texts) / WORDS_A_MINUTE))


def _spec(source: str) -> dict[str, Any]:
    try:
        spec = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise figures.BrokenFigure(f"the YAML of a figure can't be read: {error}") from error
    if not isinstance(spec, dict):
        raise figures.BrokenFigure("a figure must be `name: value` lines.")
    return spec
