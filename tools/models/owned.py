"""Rows that belong to somebody."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from accounts.principal import Principal

Owned = TypeVar("Owned", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Owned]):
    """Rows with an `owner`; permission lives in the lookup, so that it can't be forgotten."""

    def of(self, principal: Principal) -> Self:
        """The rows that are `principal`'s own."""
        return self.filter(owner=principal.owner)
