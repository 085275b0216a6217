"""API keys: their first characters, never their digests, and an end to those that leaked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from accounts.models import ApiKey
from rewind.desk.acting import Act
from rewind.desk.base import ReadOnly


def revoke(request: HttpRequest, key: ApiKey, data: dict[str, Any]) -> str:
    """From the next request on."""
    if key.revoked_at is not None:
        return ""
    key.revoke()
    return "Revoked the key."


REVOKE = Act("Revoke the key", "It stops working at once and for good. Its owner sees that it was revoked.", revoke)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly):
    """Newest first."""

    personal = True
    fields = (
        "prefix",
        "user",
        "name",
        "scopes",
        "daily_limit",
        "created",
        "expires_at",
        "last_used_at",
        "revoked_at",
        "replaced_by",
    )
    list_display = ("prefix", "user", "created", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("created", "last_used_at", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("prefix", "user__email")
    search_help_text = "By the first 12 characters, or by the owner's e-mail address"
    ordering = ("-created",)
    actions_detail = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whoever may change keys."""
        return request.user.has_perm("accounts.change_apikey")

    @action(description="Revoke", permissions=["revoke"], icon="key_off")
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """No more requests with it."""
        return REVOKE.page(self, request, object_id)
