"""`manage.py resetfactor EMAIL`: for somebody who has lost phone, passkeys and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User


class Command(BaseCommand):
    help = "Takes all second factors from an account: its password, or a code by mail, opens it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']}.")
        count, _ = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"Took {count} second factors from {user}, recovery codes counted as one.")
