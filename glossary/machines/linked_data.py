"""What a page says of itself in schema.org's words, as JSON-LD: schema.org/DefinedTerm and its like."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from glossary.content import Term

NAME = "Rewind's glossary of AI"
_SCRIPT_SAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(*things: dict[str, Any]) -> str:
    """The things as JSON that may stand inside a script element."""
    data = {"@context": "https://schema.org", "@graph": list(things)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT_SAFE)


def term_set(address: str) -> dict[str, Any]:
    """The glossary; `address` is its index."""
    return {"@type": "DefinedTermSet", "@id": address, "name": NAME, "url": address}


def defined_term(term: Term, address: str, set_address: str) -> dict[str, Any]:
    """One term; `address` is its page."""
    return {
        "@type": "DefinedTerm",
        "@id": address,
        "url": address,
        "name": term.title,
        "alternateName": list(term.synonyms),
        "description": term.definition,
        "inDefinedTermSet": {"@id": set_address},
        "dateModified": term.reviewed.isoformat(),
        "citation": [reference.url for reference in term.references],
    }


def faq(address: str, questions: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """A page's questions: what is asked, its own address, and the answer in HTML."""
    return {
        "@type": "FAQPage",
        "@id": f"{address}#faq",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "url": place,
                "acceptedAnswer": {"@type": "Answer", "text": str(answer)},
            }
            for question, place, answer in questions
        ],
    }


def breadcrumbs(way: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page, as names and addresses, the page last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(way, 1)
        ],
    }
