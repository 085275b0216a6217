"""The picture that other sites and messengers show beside a link to a term."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from glossary import content
from glossary.content import Term
from glossary.page import term_or_404
from tools.http import card
from tools.http.card import Card
from tools.http.kept import kept
from tools.http.public import public_page


@public_page
@kept(lambda slug: content.version())
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """A term's picture as PNG."""
    return HttpResponse(card.png(card_of(term_or_404(slug))), content_type="image/png")


def card_of(term: Term) -> Card:
    """The term's title, what it stands for, its definition and its topic."""
    return Card(term.topic, term.title, term.acronym or term.short, card.wrapped(term.definition))
