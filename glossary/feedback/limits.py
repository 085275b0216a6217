"""How often one may speak. Counted by purse: an account, or the address of a visitor."""

from __future__ import annotations

import datetime

from django.utils import timezone

from accounts.principal import Principal
from glossary.models import Rating, Report

RATINGS_AN_HOUR = 30
RATINGS_OF_A_PAGE = 5  # visitors behind one address share it; more in a day than so many isn't people
REPORTS_AN_HOUR = 5
REPORTS_WITHOUT_PROOF_A_DAY = 1  # a browser without scripts can't do the work

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class TooMany(Exception):
    """The limit is reached; `seconds` until it can't be any more. The message is for the sender."""

    def __init__(self, message: str, within: datetime.timedelta) -> None:
        super().__init__(message)
        self.seconds = int(within.total_seconds())


def check_rating(principal: Principal, page: str) -> None:
    """Raises TooMany."""
    now = timezone.now()
    mine = Rating.objects.filter(purse=principal.purse)
    if mine.filter(changed__gt=now - HOUR).count() >= RATINGS_AN_HOUR:
        raise TooMany(f"At most {RATINGS_AN_HOUR} ratings an hour are taken from one address.", HOUR)
    others = mine.filter(page=page, created__gt=now - DAY).exclude(owner=principal.owner)
    if others.count() >= RATINGS_OF_A_PAGE:
        raise TooMany(f"At most {RATINGS_OF_A_PAGE} ratings of a page a day are taken from one address.", DAY)


def check_report(principal: Principal, *, proved: bool) -> None:
    """Raises TooMany."""
    now = timezone.now()
    mine = Report.objects.filter(purse=principal.purse)
    if mine.filter(created__gt=now - HOUR).count() >= REPORTS_AN_HOUR:
        raise TooMany(f"At most {REPORTS_AN_HOUR} reports an hour are taken from one address. Try again later.", HOUR)
    if proved or principal.is_user:
        return
    if mine.filter(created__gt=now - DAY, proof=None).count() >= REPORTS_WITHOUT_PROOF_A_DAY:
        message = "Without JavaScript, one report a day is taken from one address. Turn it on, sign in or come back."
        raise TooMany(message, DAY)
