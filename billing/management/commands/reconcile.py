"""`manage.py reconcile`: applies what Stripe's webhooks missed. The sweeper does it daily (tools/work/daily.py)."""

from typing import Any

import stripe
from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.shop import gateway
from billing.shop.reconcile import DAYS, reconcile


class Command(BaseCommand):
    help = "Goes through Stripe's events and checkouts of the last days and applies what was missed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"how far to look back ({DAYS}); 30 at most")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not gateway.is_on():
            self.stdout.write("Buying is switched off: there is nothing to reconcile.")
            return
        try:
            found = reconcile(days)
        except stripe.StripeError as error:
            raise CommandError(f"Stripe can't be asked: {type(error).__name__}.") from error
        self.stdout.write(str(found))
        if found.failed:
            raise CommandError("Some of it failed; the log says what.", returncode=1)
