"""/faq/: all questions, a search among them, and an address for each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from glossary import faq, prose
from glossary.faq import SiteQuestion
from glossary.faq.facts import facts
from glossary.faq.search import search
from glossary.machines import linked_data
from tools.http.public import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Every question with its answer, by group; `?q=` shows those that fit."""
    query = request.GET.get("q", "").strip()
    entries = _answered(request)
    found = None
    if query:
        by_slug = {entry["slug"]: entry for entry in entries}
        found = [by_slug[entry.slug] for entry in search(query, {slug: e["text"] for slug, e in by_slug.items()})]
    context = {
        "query": query,
        "found": found,
        "groups": [(name, [entry for entry in entries if entry["group"] == name]) for name in faq.GROUPS],
        "canonical": request.build_absolute_uri(reverse("faq:index")),
        "linked_data": _linked_data(request, entries),
        "section": "faq",
    }
    return render(request, "faq/index.html", context)


@public_page
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question, and the others of its group."""
    entry = faq.question(slug)
    if entry is None:
        raise Http404(f"There is no question {slug!r}.")
    context = {
        "entry": _one(entry, facts(request)),
        "others": [other for other in faq.questions() if other.group == entry.group and other != entry],
        "canonical": request.build_absolute_uri(reverse("faq:question", args=[slug])),
        "section": "faq",
    }
    return render(request, "faq/question.html", context)


def _answered(request: HttpRequest) -> list[dict[str, Any]]:
    names = facts(request)
    return [_one(entry, names) for entry in faq.questions()]


def _one(entry: SiteQuestion, names: dict[str, str]) -> dict[str, Any]:
    html = _html(prose.filled(entry.answer, names))
    return {"slug": entry.slug, "question": entry.question, "group": entry.group, "html": html, "text": entry.answer}


@lru_cache(maxsize=256)  # each answer, made once for as long as the facts in it hold
def _html(answer: str) -> SafeString:
    return mark_safe(prose.html(answer, {}))  # noqa: S308 (prose cleans by an allow-list)


def _linked_data(request: HttpRequest, entries: list[dict[str, Any]]) -> str:
    here = request.build_absolute_uri(reverse("faq:index"))
    questions = [
        (entry["question"], request.build_absolute_uri(reverse("faq:question", args=[entry["slug"]])), entry["html"])
        for entry in entries
    ]
    return linked_data.script(linked_data.faq(here, questions))
