"""Files that people send and that models make: a row for each, and its bytes in Django's storage."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath
from typing import Any, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from tools.models.generation import Generation
from tools.models.owned import OwnedQuerySet
from tools.models.share import new_token

ENDINGS = {"audio/flac": "flac", "image/png": "png"}
UNUSED_HOURS = 24  # a file that no run uses goes after so long
NOBODY = ""  # the owner of a file that is being deleted: no lookup finds it any more


class StoredFileQuerySet(OwnedQuerySet["StoredFile"]):
    """The lookups, and the one way in which a file comes to be."""

    def unused(self) -> Self:
        """Those that no run has for its input or its output."""
        return self.filter(~models.Exists(FileUse.objects.filter(file=models.OuterRef("pk"))))

    def due(self, now: datetime.datetime | None = None) -> Self:
        """Those whose time is over: unused, and so for a day."""
        since = (now or timezone.now()) - datetime.timedelta(hours=UNUSED_HOURS)
        return self.exclude(owner=NOBODY).unused().filter(created_at__lte=since)

    def doom(self) -> int:
        """Take from their owner those that no run uses; how many. They are gone for everybody, and `buried` next."""
        return self.unused().update(owner=NOBODY)

    def doomed(self) -> Self:
        """Those that are nobody's any more: their bytes are to go, then their rows."""
        return self.filter(owner=NOBODY)

    def store(self, content: bytes, content_type: str, **values: Any) -> StoredFile:
        """Keep `content`. The row comes first: what is broken off between leaves a row, which the purge finds.

        Raises OSError when the storage takes nothing.
        """
        file = StoredFile(content_type=content_type, size=len(content), **values)
        file.blob = f"{file.token[:2]}/{file.token}.{ENDINGS[content_type]}"
        file.save(force_insert=True)
        try:
            default_storage.save(file.blob, ContentFile(content))
        except BaseException:
            file.delete()
            raise
        return file


class StoredFile(models.Model):
    """One file. Only clean copies that we made are kept, never what was sent (tools/files)."""

    token = models.CharField(max_length=32, primary_key=True, default=new_token, editable=False)
    owner = models.CharField(max_length=120, db_index=True)
    purse = models.CharField(max_length=120, blank=True, default="")  # whose place it takes; of uploads only
    kind = models.CharField(max_length=10)  # "audio" or "image"
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # bytes
    name = models.CharField(max_length=120, blank=True, default="")  # what its owner called it
    seconds = models.FloatField(null=True)  # of audio
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    peaks = models.JSONField(default=list)  # how loud it is along its length, each 0 to 100
    small = models.BinaryField(default=b"")  # a picture's small copy (tools/files/small.py), where it has one
    blob = models.CharField(max_length=100, unique=True)  # its name in the storage
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.token[:4]}… of {self.owner}"

    @property
    def ending(self) -> str:
        """Of its name, such as "png"."""
        return PurePosixPath(self.blob).suffix.lstrip(".")

    def content(self) -> bytes:
        """All of it. Raises FileNotFoundError when the storage has lost it."""
        with default_storage.open(self.blob) as file:
            return file.read()


class FileUse(models.Model):
    """A run has a file for its input or its output; a file goes with the last run that uses it."""

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="file_uses")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses")
    role = models.CharField(max_length=6)  # "input" or "output"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "file"], name="a_run_uses_a_file_once")]

    def __str__(self) -> str:
        return f"{self.role} of {self.generation_id}"
