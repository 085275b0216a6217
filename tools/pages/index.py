"""The list of all tools."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from tools import toolbox
from tools.http.public import public_page
from tools.toolbox.base import Tool

KINDS = {"text": "Text", "image": "Images", "speech": "Speech"}


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Every tool with what it does, what it costs and which model does it, kind by kind."""
    context = {"section": "tools", "shelves": _shelves(), "daily": settings.DAILY_TOKENS["visitor"]}
    return render(request, "tools/index.html", context)


def address(tool: Tool) -> str:
    """The tool's page; "" where it is there for programs alone."""
    try:
        return reverse(f"tools:{tool.slug}")
    except NoReverseMatch:
        return ""


def _shelves() -> list[tuple[str, str, list[tuple[Tool, str]]]]:
    """The kinds that have a tool: slug, name, and each tool with its address."""
    found = {kind: [(tool, address(tool)) for tool in toolbox.ALL if tool.kind == kind] for kind in KINDS}
    return [(kind, KINDS[kind], tools) for kind, tools in found.items() if tools]
