"""What the staff did, to look at and never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.dispatch import receiver
from unfold.paginator import InfinitePaginator

from accounts.models import User
from accounts.signals import owner_forgotten
from rewind.desk.base import LOOKED, ReadOnly

# Who takes over the entries of staff whose account is deleted; nobody can sign in as it.
GONE = "gone@staff.invalid"
WORDS = {1: "added", 2: "changed", 3: "deleted", LOOKED: "looked at"}


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly):
    """Newest first."""

    fields = ("action_time", "user", "what", "content_type", "object_id", "object_repr", "change_message")
    list_display = ("action_time", "user", "what", "object_repr", "change_message")
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


@receiver(owner_forgotten)
def keep_without_the_person(owner: str, **kwargs: Any) -> None:
    """The log of a member of staff outlives the account, which it then knows by its number only.

    Django deletes a user's entries with the user; nobody's traces may be wiped by leaving.
    """
    kind, _, number = owner.partition(":")
    entries = LogEntry.objects.filter(user_id=number) if kind == "user" else LogEntry.objects.none()
    if entries.exists():
        gone, _ = User.objects.get_or_create(email=GONE, defaults={"is_active": False, "password": make_password(None)})
        said = Concat(Value(f"By user {number}: "), F("change_message"))
        entries.update(user=gone, change_message=said)
