"""What this room has of a person: to be taken along, and to go with the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.export import File, json_list
from accounts.principal import Principal
from glossary.models import Rating, Report


def export(principal: Principal, **kwargs: Any) -> Iterator[File]:
    """The ratings and the reports."""
    ratings = Rating.objects.filter(owner=principal.owner).order_by("created", "pk")
    reports = Report.objects.filter(owner=principal.owner).order_by("created", "pk")
    yield json_list("ratings.json", ratings.values("page", "stars", "created", "changed").iterator())
    yield json_list("reports.json", reports.values("kind", "page", "message", "email", "created").iterator())


def forget(owner: str, **kwargs: Any) -> None:
    """Ratings and reports go; a report may name the person anywhere in its text."""
    Rating.objects.filter(owner=owner).delete()
    Report.objects.filter(owner=owner).delete()
