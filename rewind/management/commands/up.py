"""`manage.py up`: start and mind everything that this machine needs to serve the site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rewind.supervisor import CannotStart
from rewind.supervisor.up import Up


class Command(BaseCommand):
    help = "Starts the broker, the workers and the web server, and minds them until Ctrl-C or SIGTERM."
    requires_system_checks = ["rewind"]  # our own (checks.py); the rest is for those who change the code

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            Up(self._say).run()
        except CannotStart as error:
            raise CommandError(f"Rewind can't start. {error}") from error

    def _say(self, line: str) -> None:
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except OSError:
            pass  # the terminal went away; the site stays
