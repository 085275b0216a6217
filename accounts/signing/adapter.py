"""What allauth asks us: where a request comes from, and how mail is sent."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from anymail.exceptions import AnymailError
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.address import client_address
from accounts.errors import MailDown
from accounts.models import User

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's, with the site's one rule of addresses, and mails that may fail without a bare error."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """By the same rule as everywhere (accounts/address.py), so that limits can't be had anew by a header."""
        return client_address(request)

    def clean_email(self, email: str) -> str:
        """Refuses what doesn't fit the database, where it would be cut."""
        most = User._meta.get_field("email").max_length
        if most is not None and len(email) > most:
            raise ValidationError(f"An address has at most {most} characters.")
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one mail that somebody waits for. Raises MailDown, which the site turns into a 503."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, AnymailError, OSError) as error:
            log.exception("The mail %s couldn't be sent.", template_prefix)
            raise MailDown from error

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells of a change that is done already; where the mail can't go, the change stands and the log says so."""
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except MailDown:
            log.warning("User %s wasn't told of a change by mail.", user.pk)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where all the ways of signing in are."""
        return "/account/sign-in/"
