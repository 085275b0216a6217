"""allauth's forms of passkeys, which answer junk with an error in the form where allauth's own would break."""

from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django.forms import Form

# What fido2 raises for answers that no browser gives, and for signatures that aren't the passkey's.
_JUNK = (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidSignature)


class Careful(Form):
    """A form whose field `credential` holds what a browser says of a passkey."""

    def full_clean(self) -> None:
        """Checks it; whatever can't be one is refused."""
        try:
            super().full_clean()
        except _JUNK:
            self.add_error("credential", "That passkey couldn't be checked. Try again, or take another way.")


class AddWebAuthnForm(Careful, webauthn.AddWebAuthnForm):
    """A new passkey."""


class AuthenticateWebAuthnForm(Careful, webauthn.AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class LoginWebAuthnForm(Careful, webauthn.LoginWebAuthnForm):
    """A passkey alone."""


class ReauthenticateWebAuthnForm(Careful, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""
