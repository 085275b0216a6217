"""The admin's door: one signs in where everybody does, and staff show a second factor before they see anything."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.signing.factors import has_factor, has_shown_factor

_SET_UP = "The admin asks for a second factor. Add a passkey or an authenticator app here, then open the admin again."


class SecondFactorDoor(AdminSite):
    """Stands before the site class: lets staff in whose session has seen a second factor, and nobody else."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this request may see the admin; each of its pages asks."""
        user = request.user
        if not (super().has_permission(request) and isinstance(user, User)):
            return False
        return has_shown_factor(request, user) and has_factor(user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where one is sent who may not see the admin (yet): to what is missing, and back."""
        return never_cache(_show_to_what_is_missing)(request, self)

    def logout(  # type: ignore[override]  # the stubs promise a template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ends the session, and leads to the home page as everywhere."""
        return _sign_out(request)

    def password_change(  # type: ignore[override]  # the same
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where everybody changes theirs."""
        return redirect("account_change_password")


_sign_out = LogoutView.as_view(next_page="/")


def _show_to_what_is_missing(request: HttpRequest, site: SecondFactorDoor) -> HttpResponse:
    wanted = get_next_redirect_url(request) or reverse("admin:index")
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(wanted)
    if not (user.is_active and user.is_staff):
        raise PermissionDenied
    if site.has_permission(request):
        return redirect(wanted)
    if not has_factor(user):
        messages.warning(request, _SET_UP)
        return redirect("account_ways_in")
    ways = [way["url"] for way in get_adapter().get_reauthentication_methods(user) if way["id"].startswith("mfa")]
    return redirect_to_login(wanted, ways[0])
