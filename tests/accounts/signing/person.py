"""Somebody with a browser and a mailbox, going through the pages of signing in as a person does."""

import re
import time
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client

PASSWORD = "correct horse battery"


def totp_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows for `secret`, now or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def mails_to(address: str) -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if message.to == [address]]


@dataclass
class Person:
    """`post` fills in a form of a page below /account/; redirects are not followed."""

    address: str = "ada@example.org"
    password: str = PASSWORD
    client: Client = field(default_factory=lambda: Client(REMOTE_ADDR="192.0.2.77"))

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/account/{path}")

    def post(self, path: str, **fields: str) -> HttpResponse:
        return self.client.post(f"/account/{path}", fields)

    def code(self) -> str:
        """The code in the newest mail."""
        return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mails_to(self.address)[-1].body, re.MULTILINE)[1]

    def link(self) -> str:
        """The link in the newest mail, as a path below /account/."""
        return re.search(r"http://testserver/account/(\S+/key/\S+)", mails_to(self.address)[-1].body)[1]

    def sign_up(self, **fields: str) -> HttpResponse:
        self.post("signup/", email=self.address, password1=self.password, **fields)
        return self.post("confirm-email/", code=self.code())

    def sign_in(self, **fields: str) -> HttpResponse:
        return self.post("login/", login=self.address, password=self.password, **fields)

    def show_again(self) -> HttpResponse:
        """The password once more, before what could lock the account."""
        return self.post("reauthenticate/", password=self.password)

    def set_up_totp(self) -> str:
        """An authenticator app, in a session that is signed in; returns its secret."""
        self.show_again()
        secret = self.get("2fa/totp/activate/").context["form"].secret
        answer = self.post("2fa/totp/activate/", code=totp_code(secret))
        assert answer.status_code == 302, answer.content
        return secret

    @property
    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session
