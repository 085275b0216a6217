"""What all parts of the admin share: every change and every look at personal data is written to the log."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

LOOKED = 4  # beside Django's own flags: 1 added, 2 changed, 3 deleted


def note(request: HttpRequest, thing: Model, message: str, flag: int = CHANGE, name: str = "") -> None:
    """Write to the log what the asking member of staff did to `thing`; with a `name`, without the thing's own key.

    Django's own log keeps what `str(thing)` says, which for an account is its address. The log outlives the account,
    so it names things by kind and number only.
    """
    LogEntry.objects.create(
        user_id=request.user.pk or 0,  # nobody is let in who hasn't signed in
        content_type=get_content_type_for_model(thing),
        object_id="" if name else str(thing.pk),
        object_repr=(name or f"{thing._meta.verbose_name} {thing.pk}")[:200],
        action_flag=flag,
        change_message=message,
    )


def _written(message: Any) -> str:
    """Django's list of what a form changed, in words."""
    return message if isinstance(message, str) else LogEntry(change_message=json.dumps(message)).get_change_message()


class Desk(ModelAdmin):
    """An admin that logs. `personal` says that its detail pages show what belongs to a person: looking is logged."""

    personal = False
    actions = None  # each act has a page of its own, which asks for a reason
    list_fullwidth = True
    show_full_result_count = False  # counting a long table twice for each page helps nobody

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """As Django, without names."""
        note(request, obj, _written(message), ADDITION)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """As Django, without names."""
        note(request, obj, _written(message))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> None:
        """As Django, without names."""
        for thing in queryset:
            note(request, thing, "", DELETION)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One thing; who looked at it is in the log."""
        response = super().change_view(request, object_id, form_url, extra_context)
        thing = self.get_object(request, object_id) if self.personal and request.method == "GET" else None
        if thing is not None and response.status_code == 200:
            note(request, thing, "Looked at it.", LOOKED)
        return response


class ReadOnly(Desk):
    """Things that the admin only shows: no adding, changing or deleting, whoever asks. `fields` says what of them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """All of them."""
        return self.fields or ()

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False
