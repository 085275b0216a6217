"""Where a tool page's script asks: the same addresses on every page, in its JSON."""

from __future__ import annotations

from django.urls import reverse

from tools.toolbox.base import Tool


def addresses(tool: Tool) -> dict[str, str]:
    """The tool's own addresses and those that all tools share, and which kind of worker runs it."""
    return {
        "kind": tool.kind,
        "tool_url": reverse(f"tools:{tool.slug}"),
        "runs_url": reverse("api:runs", args=[tool.slug]),
        "quote_url": reverse("api:quote", args=[tool.slug]),
        "files_url": reverse("api:files"),
        "generations_url": reverse("api:index") + "generations/",
        "balance_url": reverse("api:balance"),
    }
