"""A stored file as an answer: never opened as a page, kept by nobody, in a part where a part is asked for."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from tools.models import StoredFile

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def send(request: HttpRequest, file: StoredFile, *, shown_by: str = "same-origin") -> HttpResponse:
    """All of it (200), the one range that was asked for (206), or 416 where the file has no such part.

    `shown_by` says whose pages may show it: "same-origin" or "cross-origin". Raises Http404 when the storage has
    lost it.
    """
    wanted = _wanted(request)
    part = _part(wanted, file.size) if wanted else range(file.size)
    if not part:
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    else:
        answer = HttpResponse(_read(file, part), content_type=file.content_type, status=206 if wanted else 200)
        if wanted:
            answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    answer["Accept-Ranges"] = "bytes"
    return _guarded(answer, download_name(file), shown_by)


def send_small(request: HttpRequest, picture: StoredFile) -> HttpResponse:
    """The picture's small copy, or the picture where it has none. Raises Http404 as `send` does."""
    if not picture.small:
        return send(request, picture)
    answer = HttpResponse(bytes(picture.small), content_type="image/webp")
    return _guarded(answer, download_name(picture, "webp"), "same-origin")


def download_name(file: StoredFile, ending: str = "") -> str:
    """What it is called when it is saved: as its owner called it, but with the ending of what it is now."""
    start = file.name.rpartition(".")[0] or file.name or "rewind"
    return f"{start}.{ending or file.ending}"


def _guarded(answer: HttpResponse, name: str, shown_by: str) -> HttpResponse:
    """The answer, which no browser opens as a page, keeps, or shows within pages that may not."""
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = shown_by
    answer["Cache-Control"] = "private, no-store"
    return answer


def _wanted(request: HttpRequest) -> re.Match[str] | None:
    """The one range that is asked for. Several at once, or a wish with conditions, mean all of it."""
    wanted = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    return wanted if wanted and any(wanted.groups()) and "If-Range" not in request.headers else None


def _part(wanted: re.Match[str], size: int) -> range:
    """The bytes meant by "0-99", "100-" or, the last hundred, "-100"; empty where there are none."""
    first, last = wanted.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(size, int(last) + 1) if last else size)


def _read(file: StoredFile, part: range) -> bytes:
    try:
        with default_storage.open(file.blob) as stored:
            stored.seek(part.start)
            return stored.read(len(part))
    except FileNotFoundError as error:
        raise Http404("This file is lost.") from error
