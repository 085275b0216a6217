"""Which recording a form means: one that it brings, one that was sent before, or the page's sample."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.principal import Principal
from tools.files.receiving import receive
from tools.models import StoredFile
from tools.pages.speech.words import Sample
from tools.toolbox import InvalidInput

KIND = "audio"


def stored(principal: Principal, token: str) -> StoredFile | None:
    """The principal's recording of that token, while it is there."""
    return StoredFile.objects.of(principal).filter(pk=token, kind=KIND).first() if token else None


def chosen(principal: Principal, data: dict[str, Any], sample: Sample) -> StoredFile:
    """The recording that a form's cleaned `data` means. Raises InvalidInput and Problem."""
    if data.get("sample"):
        return receive(principal, SimpleUploadedFile(sample.path.name, sample.path.read_bytes()), KIND)
    if data.get("file") is not None:
        return receive(principal, data["file"], KIND)
    if not data.get("stored"):
        raise InvalidInput("file", "Choose a recording first.", "required")
    found = stored(principal, data["stored"])
    if found is None:
        raise InvalidInput("file", "This recording isn't there any more. Choose it again.")
    return found
