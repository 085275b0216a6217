"""The sitemap: what search engines may read, and when it changed."""

from __future__ import annotations

import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as _sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from glossary import content, faq
from glossary.content import Term, Topic
from glossary.faq import SiteQuestion
from tools import toolbox
from tools.http.kept import kept
from tools.http.public import public_page
from tools.pages.index import address


class TermSitemap(Sitemap):
    """The terms' pages."""

    def items(self) -> list[Term]:
        """All of them."""
        return list(content.terms())

    def location(self, item: Term) -> str:
        """The page."""
        return reverse("glossary:term", args=[item.slug])

    def lastmod(self, item: Term) -> datetime.date:
        """The day of the last revision."""
        return item.reviewed


class TopicSitemap(Sitemap):
    """The topics' pages."""

    def items(self) -> list[Topic]:
        """All of them."""
        return list(content.TOPICS)

    def location(self, item: Topic) -> str:
        """The page."""
        return reverse("glossary:topic", args=[item.slug])

    def lastmod(self, item: Topic) -> datetime.date:
        """The day on which one of its terms was last revised."""
        return max(term.reviewed for term in content.on_topic(item.name))


class IndexSitemap(Sitemap):
    """Pages that list others or stand alone, by the names of their addresses."""

    def items(self) -> list[str]:
        """The names."""
        site = ["home", "glossary:index", "tools:index", "pricing:pricing", "faq:index", "privacy", "terms"]
        return [*site, *(f"tools:{tool.slug}" for tool in toolbox.ALL if address(tool))]

    def location(self, item: str) -> str:
        """The page."""
        return reverse(item)

    def lastmod(self, item: str) -> datetime.date:
        """The day on which a term was last revised: all of these list terms or lead to them."""
        return max(term.reviewed for term in content.terms())


class QuestionSitemap(Sitemap):
    """The questions about the site."""

    def items(self) -> list[SiteQuestion]:
        """All of them."""
        return list(faq.questions())

    def location(self, item: SiteQuestion) -> str:
        """The page."""
        return reverse("faq:question", args=[item.slug])


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": IndexSitemap,
    "questions": QuestionSitemap,
    "topics": TopicSitemap,
    "terms": TermSitemap,
}


@public_page
@kept(content.version)
def sitemap(request: HttpRequest) -> HttpResponse:
    """All of them in one file."""
    return _sitemap(request, SITEMAPS).render()


@public_page
@kept(content.version)
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read everything but conversations and results, and learn where the sitemap is.

    Shared results aren't shut: those who draw previews of links must fetch them, and search engines must, to be told
    not to list them.
    """
    lines = (
        "User-agent: *",
        "Disallow: /chat/*/",
        "Disallow: /tools/*/*/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
