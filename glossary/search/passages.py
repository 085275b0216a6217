"""What of a term can be found by its meaning: short texts, each of which says one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.content import Term

_BLOCK = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*\s*$", re.MULTILINE | re.DOTALL)
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`#>|]+")


def passages(term: Term) -> Iterator[str]:
    """What people call it and how they put it; its definition, paragraphs, key points and questions, as plain text.

    A small model sees no kinship between "less random" and "temperature"; a phrase of a person who knows both helps it
    more than any weight. Source of the idea: Nogueira et al., "Document Expansion by Query Prediction" (2019).
    Where a sentence may begin with "it" or "this" the title stands before it.
    """
    yield from term.asked
    also = ", ".join(term.names[1:])
    yield f"{term.title} ({also}): {term.definition}" if also else f"{term.title}: {term.definition}"
    yield term.definition
    for entry in term.faq:
        yield entry.question
        yield f"{entry.question} {plain(entry.answer)}"
    texts = [*re.split(r"\n{2,}", _BLOCK.sub("", term.explanation)), *term.points, term.misconception]
    for text in map(plain, texts):
        if text:
            yield f"{term.title}: {text}"


def plain(markdown: str) -> str:
    """Prose without its marks, code blocks, figures and formulas, on one line."""
    text = _FORMULA.sub(" ", _BLOCK.sub(" ", markdown))
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())
