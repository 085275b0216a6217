"""Addresses of files that work for an hour, for whoever has them: what /v1 gives to programs."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tools.models import StoredFile
from tools.models.file import NOBODY

SECONDS = 3_600
_signer = TimestampSigner(salt="tools.files.link")


def link(file: StoredFile) -> str:
    """The path of an address under which anyone may read `file` for an hour, without cookies or key."""
    return reverse("files:signed", args=[_signer.sign(file.pk)])


def find(signed: str) -> StoredFile:
    """The file that a link of ours is for. Raises Http404, whether it is too old, forged, or the file is gone."""
    try:
        token = _signer.unsign(signed, max_age=SECONDS)
    except BadSignature as error:
        raise Http404("This link is too old, or isn't whole.") from error
    return get_object_or_404(StoredFile.objects.exclude(owner=NOBODY), pk=token)
