"""Second factors: how their secrets are kept, and whether the one who asks has shown one."""

from base64 import urlsafe_b64encode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.errors import Refused
from accounts.models import User

_SALT = "accounts.signing.factors"
_UNREADABLE = (
    "The second factor of this account was set up under another secret key of this site, and can't be checked. "
    "Ask the people who run it to reset your second factor."
)


class FactorAdapter(DefaultMFAAdapter):
    """allauth's, with secrets that can't be read from a copy of the database alone."""

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app or of recovery codes, under a key derived from SECRET_KEY."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again, also where it was kept under one of SECRET_KEY_FALLBACKS. Raises Refused."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise Refused(_UNREADABLE) from error

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner names it."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


def has_factor(user: User) -> bool:
    """Whether `user` has an authenticator app or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def has_shown_factor(request: HttpRequest, user: User) -> bool:
    """Whether a second factor was shown in this very session, or a passkey alone, which is two in one.

    A session may be older than the factor: then it was opened by a password alone.
    """
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return urlsafe_b64encode(salted_hmac(_SALT, "", secret=secret, algorithm="sha256").digest())
