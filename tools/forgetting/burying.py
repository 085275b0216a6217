"""Deleting the bytes of doomed files, and what no row knows of.

A file dies in three steps: a transaction makes it nobody's (`StoredFile.doom`), its bytes go from the storage, then its
row goes. What is cut off between is taken up again by the next call, anywhere: the row stays until the bytes are gone.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from itertools import islice

from django.core.files.storage import default_storage
from django.utils import timezone

from tools.models import StoredFile

BATCH = 200
STRAY_HOURS = 6  # younger bytes may belong to a row that isn't committed yet

logger = logging.getLogger(__name__)


def bury() -> int:
    """Delete every doomed file, whoever doomed it: its bytes, then its row. How many; what can't go stays doomed."""
    buried = 0
    for token, blob in list(StoredFile.objects.doomed().values_list("pk", "blob")):
        if _delete(blob):
            buried += StoredFile.objects.doomed().filter(pk=token).delete()[0]
    return buried


def delete_strays() -> int:
    """Delete bytes that have had no row for hours, such as those of a database that was set back; how many."""
    return sum(_delete(blob) for blob in list(strays()))


def strays() -> Iterator[str]:
    """The names of those bytes."""
    until = timezone.now() - datetime.timedelta(hours=STRAY_HOURS)
    stored = _stored()
    while names := list(islice(stored, BATCH)):
        known = set(StoredFile.objects.filter(blob__in=names).values_list("blob", flat=True))
        yield from (name for name in names if name not in known and _came_before(name, until))


def _stored() -> Iterator[str]:
    """All names in the storage, in the layout of `StoredFileQuerySet.store`."""
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return
    for folder in folders:
        for name in default_storage.listdir(folder)[1]:
            yield f"{folder}/{name}"


def _came_before(name: str, moment: datetime.datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False


def _delete(blob: str) -> bool:
    try:
        default_storage.delete(blob)
    except Exception:  # each kind of storage has errors of its own
        logger.exception("A deleted file's bytes couldn't be deleted; the next purge tries again.")
        return False
    return True
