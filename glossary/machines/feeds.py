"""New and revised terms as RSS."""

from __future__ import annotations

import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from glossary import content
from glossary.content import Term
from tools.http.kept import kept
from tools.http.public import public_page

MOST = 50


class TermFeed(Feed):
    """The terms that changed last."""

    title = "Rewind: AI terms, new and revised"
    link = reverse_lazy("glossary:index")
    feed_url = reverse_lazy("glossary:feed")
    description = "AI terms explained in plain words, as they are added and revised."
    language = "en-gb"

    def items(self) -> list[Term]:
        """The newest first."""
        return sorted(content.terms(), key=lambda term: (term.reviewed, term.added, term.slug), reverse=True)[:MOST]

    def item_title(self, item: Term) -> str:
        """Whether it is new or revised, in a word."""
        return f"{item.full_title} (revised)" if item.reviewed > item.added else item.full_title

    def item_description(self, item: Term) -> str:
        """Its definition."""
        return item.definition

    def item_link(self, item: Term) -> str:
        """Its page."""
        return reverse("glossary:term", args=[item.slug])

    def item_guid(self, item: Term) -> str:
        """An entry for each revision."""
        return f"{item.slug}@{item.reviewed.isoformat()}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Term) -> datetime.datetime:
        """The day of its last revision."""
        return datetime.datetime.combine(item.reviewed, datetime.time(), datetime.UTC)

    def item_categories(self, item: Term) -> list[str]:
        """Its topic."""
        return [item.topic]


_feed = TermFeed()


@public_page
@kept(content.version)
def feed(request: HttpRequest) -> HttpResponse:
    """The feed."""
    return _feed(request)
