"""Addresses of signing up, in and out, below /account/. allauth's names have no namespace."""

from allauth.account import views as account
from allauth.socialaccount import views as social_account
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from accounts.signing import views
from accounts.signing.social import forms_may_leave, only_if_configured


def _provider(name: str, login: object, callback: object) -> list[URLPattern]:
    door = forms_may_leave(only_if_configured(name, login))  # type: ignore[arg-type]
    back = only_if_configured(name, callback)  # type: ignore[arg-type]
    return [
        path(f"{name}/login/", door, name=f"{name}_login"),
        path(f"{name}/login/callback/", back, name=f"{name}_callback"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.ways_in, name="account_ways_in"),
    path("2fa/", RedirectView.as_view(pattern_name="account_ways_in"), name="mfa_index"),
    path("login/", forms_may_leave(account.login), name="account_login"),
    path("signup/", forms_may_leave(account.signup), name="account_signup"),
    path("3rdparty/", forms_may_leave(social_account.connections), name="socialaccount_connections"),
    *_provider("google", google.oauth2_login, google.oauth2_callback),
    *_provider("github", github.oauth2_login, github.oauth2_callback),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
]
