"""Signing in with an account at Google or GitHub, where their keys are set."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
PROVIDERS: dict[str, type[OAuth2Adapter]] = {"google": GoogleOAuth2Adapter, "github": GitHubOAuth2Adapter}
_KEPT = ("login", "email")  # of all that they tell, what lets people know the account again


class SocialAdapter(DefaultSocialAccountAdapter):
    """allauth's, keeping less."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep one confirmed address, and of the rest no more than a name for the account over there."""
        told = sociallogin.account.extra_data
        sociallogin.account.extra_data = {name: told[name] for name in _KEPT if told.get(name)}
        ranked = sorted(sociallogin.email_addresses, key=lambda address: (not address.verified, not address.primary))
        sociallogin.email_addresses = ranked[:1]


def is_configured(provider: str) -> bool:
    """Whether this site has the provider's keys."""
    return provider in settings.SOCIALACCOUNT_PROVIDERS


def forms_may_leave(view: View) -> View:
    """A page whose forms lead to a provider: browsers hold a form's redirects to the policy's form-action too."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = [urlsplit(adapter.authorize_url) for name, adapter in PROVIDERS.items() if is_configured(name)]
        origins = [f"{parts.scheme}://{parts.netloc}" for parts in asked]
        return (csp_update({"form-action": origins})(view) if origins else view)(request, *args, **kwargs)

    return wrapped


def only_if_configured(provider: str, view: View) -> View:
    """A page of the provider's; without its keys there is no such page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_configured(provider):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped
