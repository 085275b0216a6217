"""The purge inside a sweeper: once an hour, in a thread beside the passes, which mustn't wait for it.

Each machine's sweeper does it: a second one finds little left to take, and that is cheaper than agreeing on who does.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import connection

from tools.forgetting.purging import purge

SECONDS = 3_600

logger = logging.getLogger(__name__)


class Hourly:
    """Starts the purge when it is due; the first time at once, for a machine may have been off for days."""

    def __init__(self) -> None:
        self.next = time.monotonic()
        self.thread: threading.Thread | None = None

    def start_due(self) -> None:
        """Returns at once; does nothing while the last one still runs."""
        if time.monotonic() < self.next or (self.thread is not None and self.thread.is_alive()):
            return
        self.next = time.monotonic() + SECONDS
        self.thread = threading.Thread(target=_purge, name="purge", daemon=True)
        self.thread.start()


def _purge() -> None:
    try:
        if taken := +purge():
            logger.info("Purged %s", ", ".join(f"{count} {kind}" for kind, count in taken.items()))
    except Exception:  # the next hour may do better
        logger.exception("The purge failed.")
    finally:
        connection.close()
