"""Shared results, without their links and contents; who has the link of an abuse can revoke it here."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from rewind.desk.base import ReadOnly, note
from tools.models import Share

_LINK = re.compile(r"(?:.*/s/)?([\w-]{16,32})/?(?:[?#].*)?", re.ASCII)


class RevokeForm(forms.Form):
    """The link of a share, and why it must go."""

    link = forms.CharField(
        max_length=500, widget=UnfoldAdminTextInputWidget, help_text="The whole link, or what stands after /s/ in it."
    )
    reason = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget, help_text="Goes into the log.")

    def clean_link(self) -> Share:
        """The share behind it."""
        found = _LINK.fullmatch(self.cleaned_data["link"].strip())
        share = Share.objects.filter(pk=found.group(1)).first() if found else None
        if share is None:
            raise ValidationError("There is no share with this link. It may have been revoked or have expired.")
        return share


@admin.register(Share)
class ShareAdmin(ReadOnly):
    """A share's key is its link, so nothing here leads to one share and the log doesn't name it."""

    fields = ("owner", "kind", "created_at", "expires_at")
    list_display = ("created_at", "owner", "kind", "expires_at")
    list_display_links = None
    list_filter = ("created_at", "expires_at")
    search_fields = ("=owner",)
    search_help_text = "By owner, such as user:7"
    ordering = ("-created_at",)
    actions_list = ("revoke",)

    @admin.display(description="what")
    def kind(self, share: Share) -> str:
        """What it shows."""
        return "one result" if share.conversation_id is None else "a conversation"

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whoever may delete shares."""
        return request.user.has_perm("tools.delete_share")

    @action(description="Revoke by link", permissions=["revoke"], icon="link_off")
    def revoke(self, request: HttpRequest) -> HttpResponse:
        """The page on which one pastes the link; POST revokes."""
        form = RevokeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            _revoke(request, form.cleaned_data)
            messages.success(request, "The link is revoked: it shows nothing any more.")
            return redirect("admin:tools_share_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Revoke a shared link",
            "words": "Whoever opens the link sees from now on that there is nothing. The result stays its owner's.",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/act.html", context, status=400 if form.errors else 200)


def _revoke(request: HttpRequest, data: dict[str, Any]) -> None:
    share: Share = data["link"]
    with transaction.atomic():
        said = f"Revoked the link. Reason: {data['reason']}"
        note(request, share, said, DELETION, name=f"share of {share.owner}")
        share.delete()
