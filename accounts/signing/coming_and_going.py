"""Hears from allauth and Django who signs in and out, and tells the rooms above in the house's own words."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.identify import account_of, ask_anew, visitor_of
from accounts.models import User
from accounts.signals import account_left, visitor_joined


@receiver(user_logged_in)
def tell_who_joined(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Once a sign-in, whichever the way; where a receiver fails, the sign-in does (its cookie isn't sent)."""
    ask_anew(request)
    visitor_joined.send(sender=User, visitor=visitor_of(request), account=account_of(user))


@receiver(user_logged_out)
def tell_who_left(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Before the session ends; Django sends it also where nobody was signed in."""
    ask_anew(request)
    if user is not None:
        account_left.send(sender=User, account=account_of(user), visitor=visitor_of(request))


@receiver(password_reset)
def count_address_as_confirmed(user: User, **kwargs: Any) -> None:
    """Who set a new password by the link in our mail reads the mail of that address: no second mail is needed.

    So the accounts that a command made, without a password and without an address to confirm, can be entered too.
    """
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email)
    if not address.verified:
        address.set_verified()
        address.set_as_primary(conditional=True)


@receiver(authenticator_added)
def count_new_factor_as_shown(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever has just added the account's first factor has shown it: the admin needn't ask for it once more."""
    proofs = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and proofs.count() == 1:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
