"""What deleting leaves behind in files, and how it goes from there.

SQLite writes zeros over what is deleted (`secure_delete`, rewind/database.py), but first into its log: only a
checkpoint brings them into the file and empties the log. The broker appends every change to a file of its own, where
an expired stream stays until that file is written anew. PostgreSQL drops old rows when it vacuums.
"""

from __future__ import annotations

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from tools.streams.connection import client

logger = logging.getLogger(__name__)


def wipe() -> None:
    """Make what was deleted unreadable in the files; what can't be done now is done by the next run."""
    if connection.vendor == "sqlite":
        _empty_the_log()
    if _is_our_broker():
        _rewrite_the_brokers_file()


def _empty_the_log() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_) = cursor.fetchone()
    except DatabaseError as error:
        busy = error
    if busy:
        logger.warning("The database's log couldn't be emptied while others read it; the next purge does.")


def _rewrite_the_brokers_file() -> None:
    try:
        client().bgrewriteaof()
    except redis.RedisError as error:
        logger.warning("The broker's file couldn't be written anew (%s); the next purge does.", error)


def _is_our_broker() -> bool:
    """Whether it is the embedded one; another's files are the business of those who run it."""
    return settings.REDIS_URL_FILE.exists() and settings.REDIS_URL_FILE.read_text().strip() == settings.REDIS_URL
