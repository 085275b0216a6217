"""Pages as plain Markdown, for programs that read: one term, and llms.txt (llmstxt.org) that lists them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from glossary import content, prose
from glossary.content import Term
from glossary.content.parsing import SECTIONS
from glossary.page import names_for, term_or_404
from tools.http.kept import kept
from tools.http.public import public_page

MARKDOWN = "text/markdown; charset=utf-8"


@public_page
@kept(lambda slug: content.version())
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term as Markdown."""
    entry = term_or_404(slug)
    names = names_for(request)
    text = "\n\n".join(_term(entry, names)) + "\n"
    return HttpResponse(text, content_type=MARKDOWN, headers={"Link": f'<{_page(entry, names)}>; rel="canonical"'})


@public_page
@kept(content.version)
def llms(request: HttpRequest) -> HttpResponse:
    """What this site has for a language model to read."""
    return HttpResponse("\n".join(_llms(names_for(request)["site"])) + "\n", content_type=MARKDOWN)


def _term(term: Term, names: Mapping[str, str]) -> Iterator[str]:
    yield f"# {term.full_title}"
    yield f"> {term.definition}"
    if term.aliases:
        yield f"Also called: {', '.join(term.aliases)}. Topic: {term.topic}."
    for heading, field in SECTIONS.items():
        yield f"## {heading}" if field != "here" else f"## {term.title} on Rewind"
        value = getattr(term, field)
        if field == "points":
            yield "\n".join("- " + _plain(point, names).replace("\n", "\n  ") for point in value)
        elif field == "faq":
            for entry in value:
                yield f"### {entry.question}"
                yield _plain(entry.answer, names)
        else:
            yield _plain(value, names)
    yield "## Related terms"
    related = [other for slug in term.related if (other := content.term(slug))]
    yield "\n".join(f"- [{other.full_title}]({_page(other, names)}): {other.definition}" for other in related)
    yield "## References"
    yield "\n".join(f"- {entry.author} ({entry.year}): [{entry.title}]({entry.url})" for entry in term.references)
    yield f"Reviewed {term.reviewed.isoformat()}. This page: {_page(term, names)}"


def _plain(text: str, names: Mapping[str, str]) -> str:
    """The Markdown with our addresses in it, and each figure told in words."""
    return prose.filled(prose.told(text), names).replace("](/", f"]({names['site']}/")


def _page(term: Term, names: Mapping[str, str]) -> str:
    return names["site"] + reverse("glossary:term", args=[term.slug])


def _llms(site: str) -> Iterator[str]:
    yield "# Rewind"
    yield ""
    yield "> A public glossary of AI terms and free AI tools that run open models; an API does what the pages do."
    yield ""
    yield "Every term is a page of its own, here as Markdown. What the tools do, programs can do too."
    yield ""
    yield "## API"
    yield f"- [API docs]({site}/api/docs/): every tool over HTTP, with the schema at {site}/api/schema/"
    yield f"- [Glossary as JSON]({site}/api/glossary/): list, search and read the terms"
    yield f"- OpenAI's clients work with the base URL {site}/v1"
    for topic in content.TOPICS:
        yield ""
        yield f"## {topic.name}"
        for entry in content.on_topic(topic.name):
            address = site + reverse("glossary:markdown", args=[entry.slug])
            yield f"- [{entry.full_title}]({address}): {entry.definition}"
