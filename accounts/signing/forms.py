"""allauth's forms in our words, and a sign-up that tells nobody who has an account."""

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts.models import User

PASSWORD_HINT = "At least 10 characters, and none of the passwords that everybody uses."  # noqa: S105 (a hint)
LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "oldpassword": "Your password now",
    "password2": "The same once more",
    "code": "Code",
}


class Plain(Form):
    """Labels say what a field is for, so the placeholders that say it again go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name == "password1":
                field.help_text = PASSWORD_HINT


class LoginForm(Plain, account.LoginForm):
    """E-mail address and password."""


class SignupForm(Plain, account.SignupForm):
    """The same; an address that has an account already looks no different from outside, in words and in time."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new user, or else the answer that a new one would have got."""
        email = self.cleaned_data["email"]
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # what takes the time of a real sign-up
            return None, prevent_enumeration(request, email=email)
        try:
            with transaction.atomic():
                return self.save(request), None
        except IntegrityError:  # the same address at the same moment
            return None, prevent_enumeration(request, email=email)


class AddEmailForm(Plain, account.AddEmailForm):
    """A new address; one that is another account's looks no different, but no code goes to it."""

    def save(self, request: HttpRequest) -> EmailAddress:
        """The address, not confirmed yet."""
        email = self.cleaned_data["email"]
        if not filter_users_by_email(email):
            return super().save(request)
        state = EmailVerificationProcess.initial_state(self.user, email) | {"account_already_exists": True}
        process = EmailVerificationProcess(request=request, user=self.user, state=state)
        process.generate_code()
        process.send()
        process.persist()
        return process.email_address


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """The old password, and the new one twice."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password, twice."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """A new password, twice, after the link."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):
    """The address to which the code goes."""


class ConfirmEmailVerificationCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):
    """The code that confirms an address."""


class ConfirmLoginCodeForm(Plain, account.ConfirmLoginCodeForm):
    """The code that signs in."""


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    """An authenticator app's code, or a recovery code, at sign-in."""


class ReauthenticateFactorForm(Plain, mfa.ReauthenticateForm):
    """The same, later."""


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""
