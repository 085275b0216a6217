"""Chats with more than one turn."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from tools.models.owned import OwnedQuerySet


class ConversationQuerySet(OwnedQuerySet["Conversation"]):
    """Conversations by their owner."""


class Conversation(models.Model):
    """Generations of one owner that follow each other in a chat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)  # kept until its owner deletes it

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-updated_at"])]

    def __str__(self) -> str:
        return self.title or str(self.id)
