"""Transactions that PostgreSQL gave up for the sake of another one, and that are simply run again."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

CONFLICTS = {"40001", "40P01"}  # serialization failure, deadlock (PostgreSQL's manual, appendix A)
DELAYS = (0.01, 0.03, 0.1, 0.3)  # seconds, each a random part of it, so that two that met don't meet again

P = ParamSpec("P")
R = TypeVar("R")


def retry_conflicts(transaction: Callable[P, R]) -> Callable[P, R]:
    """Runs `transaction` again when PostgreSQL ended it for a conflict.

    Inside a caller's transaction the error goes on to the caller: only the whole of it can be run again. Any other
    OperationalError (database busy, full, away) goes on at once, to become a 503.
    """

    @functools.wraps(transaction)
    def retried(*args: P.args, **kwargs: P.kwargs) -> R:
        for delay in DELAYS:
            try:
                return transaction(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) not in CONFLICTS:
                    raise
                time.sleep(random.uniform(0, delay))  # noqa: S311 (no secret)
        return transaction(*args, **kwargs)

    return retried
