"""What the staff did, to look at and never to change."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from unfold.paginator import InfinitePaginator

from rewind.desk.base import LOOKED, ReadOnly

WORDS = {1: "added", 2: "changed", 3: "deleted", LOOKED: "looked at"}


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly):
    """Newest first."""

    fields = ("action_time", "user", "what", "content_type", "object_id", "object_repr", "said")
    list_display = ("action_time", "user", "what", "object_repr", "said")
    list_filter = ("action_time", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("=user__email", "=object_id", "change_message")
    search_help_text = "By the staff's e-mail address, by the number of the thing, or by what was written"
    ordering = ("-pk",)
    paginator = InfinitePaginator

    @admin.display(description="did", ordering="action_flag")
    def what(self, entry: LogEntry) -> str:
        """In a word."""
        return WORDS.get(entry.action_flag, str(entry.action_flag))

    @admin.display(description="how and why")
    def said(self, entry: LogEntry) -> str:
        """The message, out of the JSON in which Django writes those of forms."""
        return entry.get_change_message()
