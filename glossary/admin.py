"""Ratings and reports in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from glossary.models import Rating, Report


@admin.register(Rating)
class RatingAdmin(admin.ModelAdmin):
    """To look at; who gave it stays a hash."""

    list_display = ("page", "stars", "changed")
    list_filter = ("stars", "changed")
    search_fields = ("page",)
    readonly_fields = ("page", "owner", "purse", "stars", "created", "changed")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only readers rate."""
        return False


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """To work through: the note and whether it is done can be changed, what was said can't."""

    list_display = ("kind", "page", "message", "created", "done")
    list_editable = ("done",)
    list_filter = ("done", "kind", "created")
    search_fields = ("page", "message", "note", "email")
    readonly_fields = ("kind", "page", "message", "email", "owner", "purse", "proof", "created")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only readers report."""
        return False
