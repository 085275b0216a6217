"""`manage.py createkey EMAIL`: an API key for an account, which is made if there is none."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import ApiKey, User
from accounts.scopes import SCOPES, in_words


class Command(BaseCommand):
    help = "Makes an API key and prints it, this once; makes the account too if there is none with that e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of the account")
        parser.add_argument("--name", default="command line", help="what the key is for, to tell it from the others")
        parser.add_argument(
            "--scope", action="append", default=[], help=f"{', '.join(SCOPES)}; again for more; none means all"
        )
        parser.add_argument("--expires-days", type=int, metavar="N", help="days until the key ends; without it, never")

    def handle(self, *args: Any, **options: Any) -> None:
        """The key goes to stdout and all that is said about it to stderr, so that a script can take it."""
        expires_at = _expiry(options["expires_days"])
        with transaction.atomic():
            user = self._account(options["email"])
            try:
                key, secret = ApiKey.objects.issue(user, options["name"], options["scope"], expires_at)
            except ValueError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(secret)
        until = f"until {expires_at:%Y-%m-%d %H:%M} UTC" if expires_at else "until it is revoked"
        self.stderr.write(
            f"{key.name!r} of {user}, for {in_words(key.scopes)}, {until}. Keep it now: it can't be shown again."
        )

    def _account(self, email: str) -> User:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} isn't an e-mail address.") from error
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email)
            self.stderr.write(f"Made the account {email}; it has no password yet.")
        if not user.is_active:
            raise CommandError(f"The account {email} is closed.")
        return user


def _expiry(days: int | None) -> datetime | None:
    if days is None:
        return None
    if days < 1:
        raise CommandError("--expires-days takes a whole number of days, at least 1.")
    try:
        return timezone.now() + timedelta(days=days)
    except OverflowError as error:
        raise CommandError(f"--expires-days {days} is beyond the calendar.") from error
