"""The acronyms that the glossary explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from glossary import content
from glossary.content import Term

_SHORT = re.compile(r"(?=(?:.*[A-Z0-9]){2})[A-Z][A-Za-z0-9-]{1,6}")  # two capitals: LoRA, IoU, F1; not "Adam"


class Acronym(NamedTuple):
    """One acronym; `long` is what it stands for, or "" where the term's page tells."""

    short: str
    long: str
    term: Term


@cache
def acronyms() -> tuple[Acronym, ...]:
    """All of them, from A to Z."""
    found = {acronym.short: acronym for term in content.terms() for acronym in reversed(list(_of(term)))}
    return tuple(sorted(found.values(), key=lambda acronym: acronym.short.casefold()))


def _of(term: Term) -> Iterator[Acronym]:
    if term.acronym:
        yield Acronym(term.title, term.acronym, term)
    if term.short:
        yield Acronym(term.short, term.title, term)
    for name in (*term.aliases, *term.covers):
        if _SHORT.fullmatch(name):
            yield Acronym(name, "", term)
