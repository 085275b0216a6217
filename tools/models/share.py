"""A result that its owner shows to whoever has the link."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from tools.models.conversation import Conversation
from tools.models.generation import Generation
from tools.models.owned import OwnedQuerySet


def new_token() -> str:
    """22 URL-safe characters, 128 random bits."""
    return secrets.token_urlsafe(16)


class ShareQuerySet(OwnedQuerySet["Share"]):
    """Shares by whether they can be opened."""

    def live(self, now: datetime | None = None) -> Self:
        """Those that haven't expired; a revoked one has no row any more."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now or timezone.now()))


class Share(models.Model):
    """A snapshot under a link that can't be guessed. What it shows is in `snapshot`, and nothing else is ever read.

    Deleting the generation or the conversation that it was made from deletes it; while it is live, the purge keeps
    what it was made from.
    """

    token = models.CharField(max_length=32, primary_key=True, default=new_token, editable=False)
    owner = models.CharField(max_length=120, db_index=True)
    generation = models.ForeignKey(Generation, models.CASCADE, null=True, related_name="shares")
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="shares")
    snapshot = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, db_index=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(generation=None, conversation__isnull=False)
                | models.Q(generation__isnull=False, conversation=None),
                name="a_share_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.token[:4]}… of {self.owner}"
