"""Links from a term's page to other terms, at their first mention."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from django.urls import reverse

from glossary import content

# Nothing inside these is linked: links and headings never, code and formulas because they are quoted, not said.
_CLOSED = {"a", "code", "pre", "math", "h1", "h2", "h3", "h4", "h5", "h6"}
_PIECES = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CAPITAL_INSIDE = re.compile(r"\w[A-Z]")


class Linker:
    """Goes through one page's HTML, piece after piece, and links each term where it is first mentioned."""

    def __init__(self, own: str) -> None:
        """`own` is the slug of the page's term, which needs no link to itself."""
        self._seen = {own}

    def link(self, html: str) -> str:
        """`html`, as tools.markdown writes it, with links in its text."""
        inside = 0
        pieces = _PIECES.split(html)
        for i, piece in enumerate(pieces):
            if i % 2:
                tag = _TAG.match(piece)
                if tag and tag[2].lower() in _CLOSED:
                    inside += -1 if tag[1] else 1
            elif not inside:
                pieces[i] = _pattern().sub(self._linked, piece)
        return "".join(pieces)

    def _linked(self, match: re.Match[str]) -> str:
        said = match[0]
        slug = _slug_of(said)
        if slug is None or slug in self._seen:
            return said
        self._seen.add(slug)
        return f'<a href="{escape(reverse("glossary:term", args=[slug]))}">{said}</a>'


@cache
def _names() -> dict[str, tuple[str, str]]:
    """By the name in lower case, as it stands in HTML: the name as it is written, and its term's slug."""
    return {
        escape(name, quote=False).casefold(): (escape(name, quote=False), term.slug)
        for term in content.terms()
        for name in term.names
        if name not in term.unlinked
    }


@cache
def _pattern() -> re.Pattern[str]:
    """Any of the names as a whole word, perhaps in the plural; the longest first."""
    names = sorted(_names(), key=len, reverse=True)
    # A line may end between two words of a name.
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) or r"(?!)"
    return re.compile(rf"(?<![\w/.-])(?:{either})(?:s|es)?(?![\w/]|[-.]\w)", re.IGNORECASE)


def _slug_of(said: str) -> str | None:
    """The term that `said` names. A name with capitals inside its words ("RAG", "LoRA") must be written with them."""
    said = " ".join(said.split())
    for ending in ("", "s", "es"):
        if not said.casefold().endswith(ending):
            continue
        bare = said[: len(said) - len(ending)]
        name, slug = _names().get(bare.casefold(), ("", ""))
        if name and (bare == name or not _CAPITAL_INSIDE.search(name)):
            return slug
    return None
