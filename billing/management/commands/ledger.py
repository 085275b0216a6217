"""`manage.py ledger verify` checks the books; `manage.py ledger sweep` expires holds and closes days once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.invariants import verify
from billing.sweeping import close_days, expire_holds


class Command(BaseCommand):
    help = (
        "verify: says what is wrong with the ledger, exit status 1 if anything is. sweep: expires holds, closes days."
    )
    requires_system_checks = ()  # the books can be read whatever else is amiss

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["verify", "sweep"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "verify":
            self._verify()
        else:
            self.stdout.write(f"{expire_holds()} holds expired, {close_days()} days closed.")

    def _verify(self) -> None:
        """Exits with 1 where an invariant is broken, for scripts and the nightly run."""
        broken = verify()
        for line in broken:
            self.stdout.write(line)
        if broken:
            raise CommandError(f"{len(broken)} things are wrong with the ledger.", returncode=1)
        self.stdout.write("The ledger is sound.")
