"""A result's file as an answer to a browser or a program."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from tools import downloads
from tools.sharing.snapshot import Snapshot

NAME = 60  # characters of the title in a file's name


def send(snapshot: Snapshot, slug: str, number: str = "") -> HttpResponse:
    """The file in the format of that slug; with a number, of that picture alone. Raises Http404 where there is none."""
    format_ = downloads.get(slug, snapshot.kind)
    if format_ is None:
        raise Http404("There is no such format for this.")
    if number:
        snapshot = one_picture(snapshot, number)
    answer = HttpResponse(format_.write(snapshot), content_type=format_.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, file_name(snapshot, slug, number))
    answer["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(answer)
    return answer


def one_picture(snapshot: Snapshot, number: str) -> Snapshot:
    """The snapshot with its picture of that number alone, counted from 1. Raises Http404."""
    alone = snapshot.picture(int(number)) if re.fullmatch("[1-9]", number) else None
    if alone is None:
        raise Http404("There is no picture of that number.")
    return alone


def file_name(snapshot: Snapshot, ending: str, number: str = "") -> str:
    """Such as "rewind-what-is-an-api.md"; letters of any script, but no sign that means something to a system."""
    title = slugify(snapshot.title, allow_unicode=True)[:NAME].strip("-_")
    return f"rewind-{title or 'result'}{'-' if number else ''}{number}.{ending}"
