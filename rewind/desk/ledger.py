"""The ledger, to look at. What is written in it stays; a correction is an adjustment, on an account's page."""

from __future__ import annotations

from django.contrib import admin
from unfold.paginator import InfinitePaginator

from billing.models import Hold, Transfer
from rewind.desk.base import ReadOnly


@admin.register(Transfer)
class TransferAdmin(ReadOnly):
    """Tokens that moved, newest first."""

    fields = ("kind", "amount", "debit", "credit", "reference", "note", "hold", "created_at")
    list_display = ("created_at", "kind", "amount", "debit", "credit", "note")
    list_filter = ("kind", "created_at")
    list_select_related = ("debit", "credit")
    search_fields = ("=reference", "=debit__owner", "=credit__owner")
    search_help_text = "By reference, or by purse, such as user:7"
    ordering = ("-pk",)
    paginator = InfinitePaginator


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    """Tokens set aside for runs, newest first."""

    fields = (
        "reference",
        "state",
        "free_account",
        "free",
        "free_settled",
        "bought_account",
        "bought",
        "bought_settled",
        "created_at",
        "expires_at",
        "resolved_at",
    )
    list_display = ("created_at", "state", "free_account", "free", "bought", "free_settled", "bought_settled")
    list_filter = ("state", "created_at")
    list_select_related = ("free_account",)
    search_fields = ("=reference", "=free_account__owner")
    search_help_text = "By reference (a generation's id), or by purse, such as user:7"
    ordering = ("-pk",)
    paginator = InfinitePaginator
