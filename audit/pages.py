"""Which pages are judged."""

from __future__ import annotations

from glossary import content, faq

JUDGED = ("/", "/glossary/", "/glossary/temperature/")  # by everyone; Lighthouse takes half a minute for each
OTHERS = (
    "/glossary/topics/training/",
    "/glossary/acronyms/",
    "/glossary/?q=make+it+less+random",
    "/faq/",
    "/feedback/",
    "/chat/",
    "/tools/",
    "/tools/transcribe/",
    "/tools/text-to-image/",
    "/tools/image-variations/",
    "/pricing/",
    "/privacy/",
    "/terms/",
    "/account/history/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/nowhere/",
)


def every_page() -> list[str]:
    """All addresses that have markup of their own, each term and question among them."""
    terms = [f"/glossary/{term.slug}/" for term in content.terms()]
    questions = [f"/faq/{entry.slug}/" for entry in faq.questions()]
    return list(dict.fromkeys([*JUDGED, *OTHERS, *terms, *questions]))
