"""`manage.py purge`: takes what its time is over for; with --dry-run it lists it and takes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tools.forgetting.burying import delete_strays, strays
from tools.forgetting.purging import doomed, purge


class Command(BaseCommand):
    """The sweeper does the same once an hour, and once a day looks for bytes without a row, which this does each time.

    Safe to run at any time, anywhere, any number of times.
    """

    help = (
        "Deletes what visitors made after VISITOR_HOURS, what accounts didn't save after HISTORY_DAYS, and leftovers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="list what would go, a line each, and delete nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            for row in doomed():
                self.stdout.write(str(row))
            for blob in strays():
                self.stdout.write(f"stray {blob}")
            return
        taken = purge()
        taken["strays"] = delete_strays()
        for kind, count in taken.items():
            self.stdout.write(f"{kind}: {count}")
