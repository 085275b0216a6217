"""The glossary's pages: the same for everybody, so they may be cached by anyone and asked for conditionally."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from glossary import content
from glossary.content import Term
from tools import toolbox
from tools.http.public import public_page

_SCRIPT_SAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """All terms, from A to Z."""
    return render(request, "glossary/index.html", {"terms": content.terms(), "section": "glossary"})


@public_page
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term's page."""
    entry = content.term(slug)
    if entry is None:
        raise Http404(f"There is no term {slug!r}.")
    address = request.build_absolute_uri(reverse("glossary:term", args=[slug]))
    context = {
        "term": entry,
        "related": [(other, content.term(other.slug)) for other in entry.related],
        "tools": [tool for tool in toolbox.ALL if tool.slug in entry.tools],
        "names": {"site": request.build_absolute_uri("/").rstrip("/"), "model": toolbox.get("chat").models()[0].slug},
        "canonical": address,
        "linked_data": _linked_data(entry, address, request.build_absolute_uri(reverse("glossary:index"))),
        "section": "glossary",
    }
    return render(request, "glossary/term.html", context)


def _linked_data(entry: Term, address: str, index_address: str) -> str:
    """schema.org's DefinedTerm as JSON that may stand inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": address,
        "url": address,
        "name": entry.title,
        "alternateName": [name for name in (entry.acronym, *entry.aliases) if name],
        "description": entry.definition,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": "Rewind's glossary of AI", "url": index_address},
    }
    return json.dumps(data, ensure_ascii=False).translate(_SCRIPT_SAFE)
