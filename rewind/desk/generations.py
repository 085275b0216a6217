"""Runs of tools without what people wrote or got: that is nobody's business but theirs."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.paginator import InfinitePaginator

from rewind.desk.base import ReadOnly
from tools.models import Generation

# All that is ever read of a row here: no inputs, output, name, conversation or error text.
SHOWN = (
    "id",
    "owner",
    "tool",
    "kind",
    "model",
    "source",
    "state",
    "attempt",
    "worker",
    "held",
    "charged",
    "charged_free",
    "charged_bought",
    "prompt_tokens",
    "completion_tokens",
    "error_code",
    "created_at",
    "started_at",
    "finished_at",
    "saved_at",
)


@admin.register(Generation)
class GenerationAdmin(ReadOnly):
    """Who ran what, when, and what it cost; newest first."""

    personal = True
    fields = SHOWN
    list_display = ("created_at", "tool", "model", "state", "owner", "charged", "error_code")
    list_filter = ("state", "kind", "tool", "source", "created_at")
    search_fields = ("=id", "=owner", "=error_code")
    search_help_text = "By id, by owner, such as user:7, or by error code"
    ordering = ("-created_at",)
    paginator = InfinitePaginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        """Without the contents: they aren't even read."""
        return super().get_queryset(request).only(*SHOWN)
