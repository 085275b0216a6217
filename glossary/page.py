"""One term's page, made of its file and of what the other terms say about theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString, mark_safe

from glossary import content, prose
from glossary.content import Reference, Term, Topic
from tools import toolbox
from tools.toolbox.base import Tool


class Section(NamedTuple):
    """A part of the page that can be linked to."""

    anchor: str
    heading: str


class Answered(NamedTuple):
    """One question of the term's FAQ, with an anchor of its own."""

    anchor: str
    question: str
    html: SafeString


class TermPage:
    """What the template needs. `names` are the values of the texts' placeholders."""

    def __init__(self, term: Term, names: Mapping[str, str]) -> None:
        self.term = term
        self.names = names
        self.tools: list[Tool] = sorted(
            (tool for tool in toolbox.ALL if tool.slug in term.tools), key=lambda tool: term.tools.index(tool.slug)
        )
        self.related = [other for slug in term.related if (other := content.term(slug))]
        self.references: tuple[Reference, ...] = term.references
        self.topic: Topic = next(topic for topic in content.TOPICS if topic.name == term.topic)
        self.previous, self.next = _neighbours(term)
        self.minutes = prose.minutes(*term.markdown)
        # In the page's order, so that each term is linked where it is mentioned first.
        linker = prose.Linker(term.slug)
        self.explanation = self._html(term.explanation, linker)
        self.why = self._html(term.why, linker)
        self.points = [self._html(point, linker) for point in term.points]
        self.example = self._html(term.example, linker)
        self.misconception = self._html(term.misconception, linker)
        self.here = self._html(term.here, linker)
        self.faq = [
            Answered(f"question-{i}", entry.question, self._html(entry.answer, linker))
            for i, entry in enumerate(term.faq, 1)
        ]

    def _html(self, text: str, linker: prose.Linker) -> SafeString:
        return mark_safe(prose.html(text, self.names, linker))  # noqa: S308 (prose cleans by an allow-list)

    @property
    def sections(self) -> list[Section]:
        """The table of contents."""
        title = self.term.title
        return [
            Section("definition", "Definition"),
            Section("why", "Why it matters"),
            Section("points", "Key points"),
            Section("example", "Example"),
            Section("misconception", "Common misconception"),
            Section("related", "Related terms"),
            Section("here", f"{title} on Rewind"),
            Section("faq", "FAQ"),
            Section("about", "About Rewind"),
            Section("references", "References"),
        ]


def term_or_404(slug: str) -> Term:
    """The term of that slug. Raises Http404."""
    term = content.term(slug)
    if term is None:
        raise Http404(f"There is no term {slug!r}.")
    return term


def names_for(request: HttpRequest) -> dict[str, str]:
    """The texts' placeholders: `site` is our address without a slash at its end, `model` the default text model."""
    return {"site": request.build_absolute_uri("/").rstrip("/"), "model": toolbox.get("chat").models()[0].slug}


def _neighbours(term: Term) -> tuple[Term | None, Term | None]:
    """The terms before and after this one in its topic, by title."""
    shelf = content.on_topic(term.topic)
    place = shelf.index(term)
    return (shelf[place - 1] if place else None, shelf[place + 1] if place + 1 < len(shelf) else None)
