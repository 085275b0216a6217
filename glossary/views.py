"""The glossary's pages: the same for everybody, so they may be cached by anyone and asked for conditionally."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from glossary import content
from glossary.feedback import ratings
from glossary.machines import linked_data
from glossary.page import TermPage, names_for
from tools.http.kept import kept
from tools.http.public import public_page


@public_page
@kept(lambda slug: f"{content.version()} {ratings.standing(_address(slug))}")
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term's page; another of its names leads to it."""
    entry = content.term(slug)
    if entry is None:
        return _moved(slug)
    page = TermPage(entry, names_for(request))
    context = {
        "page": page,
        "term": entry,
        "canonical": request.build_absolute_uri(_address(slug)),
        "picture": request.build_absolute_uri(reverse("glossary:picture", args=[slug])),
        "linked_data": _linked_data(request, page),
        "standing": ratings.standing(_address(slug)),
        "section": "glossary",
    }
    return render(request, "glossary/term.html", context)


def _address(slug: str) -> str:
    return reverse("glossary:term", args=[slug])


def _moved(slug: str) -> HttpResponse:
    """A redirect to the term that has this name. Raises Http404."""
    entry = content.named(slug)
    if entry is None:
        raise Http404(f"There is no term {slug!r}.")
    return redirect("glossary:term", entry.slug, permanent=True)


def _linked_data(request: HttpRequest, page: TermPage) -> str:
    term = page.term
    index_address, topic_address, here = (
        request.build_absolute_uri(address)
        for address in (
            reverse("glossary:index"),
            reverse("glossary:topic", args=[page.topic.slug]),
            reverse("glossary:term", args=[term.slug]),
        )
    )
    return linked_data.script(
        linked_data.term_set(index_address),
        linked_data.defined_term(term, here, index_address),
        linked_data.faq(here, [(entry.question, f"{here}#{entry.anchor}", entry.html) for entry in page.faq]),
        linked_data.breadcrumbs([("All AI terms", index_address), (term.topic, topic_address), (term.title, here)]),
    )
