"""What processes of `test_faults.py` do in a world whose database is busy or full."""

import time
from datetime import timedelta
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from billing import ledger
from billing.conflicts import retry_conflicts
from billing.models import Account
from tests.billing.racers import visitor

SECONDS = 0.2  # that a verb waits for a lock, in place of the 20 s of a site that serves people


def keep_busy(flag: str) -> None:
    """Holds what writers need, a lock on the database or on the purse's rows, from `flag` made to `flag` removed."""
    with transaction.atomic():
        list(Account.objects.select_for_update())
        Path(flag).touch()
        while Path(flag).exists():
            time.sleep(0.005)


def try_while_busy(flag: str) -> dict[str, str]:
    """Every verb on the busy database: which error each raised."""
    while not Path(flag).exists():
        time.sleep(0.005)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {SECONDS * 1000:.0f}")
        else:
            cursor.execute(f"SET lock_timeout = '{SECONDS}s'")
    verbs = {
        "hold": lambda: ledger.hold(visitor("a"), 100, reference="new", seconds=60),
        "settle": lambda: ledger.settle("open", 50),
        "release": lambda: ledger.release("open"),
        "expire": lambda: ledger.expire_holds(timezone.now() + timedelta(hours=1)),
    }
    errors = {}
    for name, verb in verbs.items():
        try:
            verb()
            errors[name] = "none"
        except OperationalError as error:
            errors[name] = str(error)
    Path(flag).unlink()
    return errors


def hold_until_full(pages: int) -> tuple[int, str, tuple[int, int, int], list[str]]:
    """Holds until a SQLite file that may grow by `pages` is full.

    How many holds, the error, (free, bought, held) of the one who was refused, and what is wrong with the books.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + pages}")
    holds, message = 0, ""
    while not message:
        try:
            ledger.hold(visitor(f"a{holds}"), 1, reference=f"{holds}-" + "x" * 80, seconds=60)
            holds += 1
        except OperationalError as error:
            message = str(error)
    balance = ledger.balance(visitor(f"a{holds}"))
    return holds, message, (balance.free, balance.bought, balance.held), ledger.verify()


def hold_both(purses: str, folder: str) -> int:
    """Holds tokens of two purses in one transaction, the second's when the other has them; how many tries."""
    tries = 0

    @retry_conflicts
    def hold() -> None:
        nonlocal tries
        tries += 1
        with transaction.atomic():
            for number, purse in enumerate(purses):
                ledger.hold(visitor(purse), 20, reference=f"{purses}-{number}-{tries}", seconds=60)
                Path(folder, f"{purses}-{number}").touch()
                while not Path(folder, f"{purses[::-1]}-0").exists():
                    time.sleep(0.005)

    hold()
    return tries
