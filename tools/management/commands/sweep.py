"""`manage.py sweep`: rings again, ends what lost its worker, gives back what expired; for ever, or once."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from tools.work.daily import Daily
from tools.work.hourly import Hourly
from tools.work.sweeper import sweep

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Safe to run on as many machines as wanted."""

    help = "Sweeps generations and holds every few seconds, does the daily jobs and purges every hour, until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="make one pass and end")
        parser.add_argument("--every", type=float, default=3.0, metavar="SECONDS", help="pause between passes (3)")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        if once:
            self.stdout.write(str(sweep()))
            return
        ended, daily, hourly = threading.Event(), Daily(), Hourly()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            _pass(daily, hourly)
            ended.wait(every)


def _pass(daily: Daily, hourly: Hourly) -> None:
    try:
        daily.start_due()
        hourly.start_due()
        if swept := sweep():
            logger.info("%s", swept)
    except DatabaseError as error:
        logger.warning("The database is busy or away; sweeping later (%s).", error)
    except Exception:  # the next pass may do better, and ending would help nobody
        logger.exception("A pass of the sweeper failed.")
    finally:
        connection.close()
