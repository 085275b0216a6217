"""The ways to a term: from A to Z, by topic, by acronym, and by search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from glossary import content, search
from glossary.content import Term, Topic
from glossary.machines import linked_data
from glossary.search import names
from glossary.search.acronyms import acronyms
from glossary.search.marking import Marked, marked
from glossary.search.spelling import fold
from tools.http.kept import kept
from tools.http.public import public_page

RESULTS = 20
RESULT_SECONDS = 60  # that a browser may keep what was found


class Letter(NamedTuple):
    """The terms whose titles begin with it; `anchor` is its place on the page."""

    name: str
    anchor: str
    terms: list[Term]


class Found(NamedTuple):
    """One result as it is shown."""

    term: Term
    title: Marked
    definition: Marked


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """All terms from A to Z, or those that the search finds for `q`."""
    if not _query(request):
        return _all(request)
    return _brief(render(request, "glossary/index.html", _context(request) | _results(request)))


@kept(content.version)
def _all(request: HttpRequest) -> HttpResponse:
    context = _context(request) | {"letters": letters(content.terms()), "topics": shelves()}
    return render(request, "glossary/index.html", context)


@public_page
def found(request: HttpRequest) -> HttpResponse:
    """The results alone, for the page that is open already; the address in the bar becomes that of the whole page."""
    query = _query(request)[: search.LONGEST]
    context = _results(request) if query else {"bare": True}
    response = render(request, "glossary/_results.html", context | {"alone": True})
    response["HX-Replace-Url"] = reverse("glossary:index") + (f"?{urlencode({'q': query})}" if query else "")
    return _brief(response)


@public_page
@kept(content.version)
def topics(request: HttpRequest) -> HttpResponse:
    """All topics, each with its terms."""
    return render(request, "glossary/topics.html", _context(request) | {"topics": shelves()})


@public_page
@kept(lambda slug: content.version())
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic's terms with their definitions."""
    entry = content.topic(slug)
    if entry is None:
        raise Http404(f"There is no topic {slug!r}.")
    way = [("All AI terms", reverse("glossary:index")), (entry.name, request.path)]
    crumbs = linked_data.breadcrumbs([(name, request.build_absolute_uri(address)) for name, address in way])
    context = {"topic": entry, "terms": content.on_topic(entry.name), "topics": shelves()}
    return render(
        request, "glossary/topic.html", _context(request) | context | {"linked_data": linked_data.script(crumbs)}
    )


@public_page
@kept(content.version)
def short_names(request: HttpRequest) -> HttpResponse:
    """Every acronym: what it stands for, and where it is explained."""
    return render(request, "glossary/acronyms.html", _context(request) | {"acronyms": acronyms()})


def letters(terms: Iterable[Term]) -> list[Letter]:
    """The terms, which come by title, under their first letters."""
    return [
        Letter(name, f"letter-{name}" if name.isalpha() else "digits", list(group))
        for name, group in groupby(terms, key=_letter)
    ]


def _letter(term: Term) -> str:
    first = fold(term.title)[:1].upper()
    return first if first.isalpha() else "0–9"  # noqa: RUF001 (a range has this dash)


def shelves() -> list[tuple[Topic, tuple[Term, ...]]]:
    """The topics that have terms, with them."""
    pairs = ((topic, content.on_topic(topic.name)) for topic in content.TOPICS)
    return [(topic, terms) for topic, terms in pairs if terms]


def _query(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())


def _context(request: HttpRequest) -> dict[str, object]:
    return {
        "section": "glossary",
        "count": len(content.terms()),
        "longest": search.LONGEST,
        "canonical": request.build_absolute_uri(request.path),
    }


def _results(request: HttpRequest) -> dict[str, object]:
    query = _query(request)
    hits = search.search(query, RESULTS)
    return {
        "query": query[: search.LONGEST],
        "cut": len(query) > search.LONGEST,
        "longest": search.LONGEST,
        "results": list(_shown(hits, query)),
        "nearest": [] if hits else names.nearest(query),
        "wish": "/feedback/?"
        + urlencode({"kind": "feature", "page": f"{reverse('glossary:index')}?{urlencode({'q': query})}"}),
    }


def _shown(hits: Iterable[search.Hit], query: str) -> Iterator[Found]:
    for hit in hits:
        yield Found(hit.term, marked(hit.term.full_title, query), marked(hit.term.definition, query))


def _brief(response: HttpResponse) -> HttpResponse:
    """Found again soon enough, and nothing for search engines, which have the terms themselves."""
    patch_cache_control(response, public=True, max_age=RESULT_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response
