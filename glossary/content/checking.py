"""What can only be seen with all terms together: names that clash, relations that lead nowhere or one way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glossary.content.term import Term


def problems(terms: Iterable[Term]) -> Iterator[str]:
    """Each thing that is wrong between the terms, beginning with the file's name."""
    by_slug = {term.slug: term for term in terms}
    for term in by_slug.values():
        yield from _relations(term, by_slug)
    yield from _clashes(by_slug.values())


def _relations(term: Term, by_slug: dict[str, Term]) -> Iterator[str]:
    for slug in term.related:
        other = by_slug.get(slug)
        if other is None:
            yield f"{term.slug}.md: related names {slug!r}, and there is no such term."
        elif slug == term.slug:
            yield f"{term.slug}.md: related names the term itself."
        elif term.slug not in other.related:
            yield f"{term.slug}.md: related names {slug!r}, but {slug}.md doesn't name {term.slug!r}."


def _clashes(terms: Iterable[Term]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for term in terms:
        for name in term.names:
            first = owner.setdefault(name.casefold(), term.slug)
            if first != term.slug:
                yield f"{term.slug}.md: the name {name!r} belongs to {first}.md already."
        if len({name.casefold() for name in term.names}) < len(term.names):
            yield f"{term.slug}.md: one of its names is there twice: {', '.join(term.names)}."
        unknown = set(term.unlinked) - set(term.names)
        if unknown:
            yield f"{term.slug}.md: unlinked has what isn't a name of the term: {', '.join(sorted(unknown))}."
