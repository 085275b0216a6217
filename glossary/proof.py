"""Everything that can be wrong with the terms' files, found by reading each of them as the pages do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary import content, figures, prose
from glossary.content import BrokenTerm, Term
from tools import markdown, toolbox

WORDS = range(450, 1_200)  # of a page, code and figures not counted
LONGEST_QUESTION = 300  # characters
_PLACEHOLDER = re.compile(r"\b(TODO|FIXME|lorem ipsum)\b", re.IGNORECASE)


def problems() -> Iterator[str]:
    """Each problem in a line that begins with the file's name."""
    terms = []
    for path in sorted(content.FOLDER.glob("*.md")):
        try:
            terms.append(content.parse(path.stem, path.read_text(encoding="utf-8")))
        except BrokenTerm as error:
            yield str(error)
    for term in terms:
        yield from (f"{term.slug}.md: {problem}" for problem in _alone(term))
    yield from content.problems(terms)


def _alone(term: Term) -> Iterator[str]:
    if set(term.tools) - {tool.slug for tool in toolbox.ALL} or not term.tools:
        yield f"tools must name tools that there are: {', '.join(tool.slug for tool in toolbox.ALL)}."
    if len(term.ask) > LONGEST_QUESTION:
        yield f"ask has {len(term.ask)} characters; at most {LONGEST_QUESTION} fit on its button's address."
    words = sum(prose.words(text) for text in term.markdown)
    if words not in WORDS:
        yield f"it has {words} words; {WORDS[0]} to {WORDS[-1]} are wanted."
    if found := _PLACEHOLDER.search(" ".join((term.definition, term.ask, *term.markdown))):
        yield f"{found[0]!r} was left in it."
    for text in term.markdown:
        yield from _unreadable(text)


def _unreadable(text: str) -> Iterator[str]:
    """Figures that can't be drawn, and formulas that can't be read."""
    try:
        for spec in prose.figure_specs(text):
            figures.draw(spec)
    except figures.BrokenFigure as error:
        yield f"a figure can't be drawn: {error}"
    for source in markdown.broken_formulas(text):
        yield f"the formula {source!r} can't be read."
