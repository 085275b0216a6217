"""Ratings and reports of readers."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from glossary.models import Rating, Report
from rewind.desk.base import Desk, ReadOnly


@admin.register(Rating)
class RatingAdmin(ReadOnly):
    """To look at; who gave it stays a hash. One that was meant to mislead can be deleted."""

    fields = ("page", "owner", "purse", "stars", "created", "changed")
    list_display = ("page", "stars", "changed")
    list_filter = ("stars", "changed")
    search_fields = ("page",)
    ordering = ("-changed",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the member of staff's rights are."""
        return super(ReadOnly, self).has_delete_permission(request, obj)


@admin.register(Report)
class ReportAdmin(Desk):
    """To work through: the note and whether it is done can be changed, what was said can't."""

    personal = True
    list_display = ("kind", "page", "message", "created", "done")
    list_editable = ("done",)
    list_filter = ("done", "kind", "created")
    search_fields = ("page", "message", "note", "email")
    fields = ("kind", "page", "message", "email", "owner", "purse", "created", "done", "note")
    readonly_fields = ("kind", "page", "message", "email", "owner", "purse", "created")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only readers report."""
        return False
