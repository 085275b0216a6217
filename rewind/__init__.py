"""The wiring: settings, addresses, the Celery app, and `manage.py up`."""

import sys

import pysqlite3

# Django and everything else below import `sqlite3`. Debian's build (3.40) has the WAL-reset bug that can lose
# committed writes (sqlite.org/wal.html#walresetbug; fixed in 3.51.3); pysqlite3 brings a recent one of its own.
sys.modules["sqlite3"] = pysqlite3

from rewind.celery import app as celery_app  # noqa: E402  (every process that may ring needs the configured app)

__all__ = ["celery_app"]
