"""Deleting an account: closed at once, then emptied room by room, then gone. What was cut off is taken up again.

What stays is the ledger, whose accounts know the person only as "user:<id>", an id that is never given again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from anymail.exceptions import AnymailError
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import connections, models, transaction
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Gone, User
from accounts.signals import owner_forgotten

PATIENCE = timedelta(minutes=10)  # after which a deletion that was begun is taken for cut off
LATE = timedelta(days=1)  # for which what turns up of a deleted account is deleted after it

logger = logging.getLogger(__name__)


def begin(user: User) -> None:
    """Close the account for good: its keys and sessions stop with the next request."""
    User.objects.filter(pk=user.pk).update(is_active=False, leaving_since=Coalesce("leaving_since", timezone.now()))
    user.refresh_from_db()


def finish(user: User) -> None:
    """Delete what belongs to a closed account, then the account; begins anew where an earlier call was cut off.

    Raises whatever a room raises that can't do it now; the account then stays closed, and `left_behind`.
    """
    owner_forgotten.send(sender=User, owner=f"user:{user.pk}")
    _end_sessions(user)
    _tell(user.email)
    with transaction.atomic():
        Gone.objects.get_or_create(user_id=user.pk)
        user.delete()


def left_behind(now: datetime) -> models.QuerySet[User]:
    """Accounts whose deletion was begun and not finished."""
    return User.objects.filter(leaving_since__lt=now - PATIENCE)


def forget_the_late(now: datetime) -> None:
    """Once more for those who went lately: a request that was under way may have written something after them."""
    for gone in Gone.objects.filter(at__gt=now - LATE):
        owner_forgotten.send(sender=User, owner=str(gone))


def keep_numbers(using: str, **kwargs: Any) -> None:
    """Sees to it, after migrations, that no number of a deleted account is given again.

    SQLite counts on by itself (AUTOINCREMENT), but when a migration builds the table anew it counts on from the rows
    that are left. PostgreSQL's sequence isn't touched by migrations.
    """
    connection = connections[using]
    last = Gone.objects.using(using).aggregate(last=models.Max("user_id"))["last"]
    if connection.vendor != "sqlite" or last is None:
        return
    table = User._meta.db_table
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq) FROM sqlite_sequence WHERE name = %s", [table])
        seq = max(cursor.fetchone()[0] or 0, last)
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, seq])


def _end_sessions(user: User) -> None:
    """A session says whose it is only in its signed content, so all of them are looked at."""
    mine = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=mine).delete()


def _tell(address: str) -> None:
    subject = render_to_string("data/mail_subject.txt").strip()
    try:
        send_mail(subject, render_to_string("data/mail.txt"), None, [address])
    except (SMTPException, AnymailError, OSError):
        logger.warning("The mail that says that an account is deleted couldn't be sent.", exc_info=True)
