"""The form of signing up."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class SignupForm(AllauthSignupForm):
    """allauth's; an address that has an account already looks the same from outside, in words and in time."""

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
