"""Who asks through /api or /v1, and whether they may."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import CSRFCheck

from accounts import visitors
from accounts.identify import principal_of
from accounts.principal import Principal
from accounts.scopes import KINDS
from tools.http.problems import Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def asker(request: HttpRequest) -> Principal:
    """The principal; touches the database. Raises InvalidKey, KeyInQuery and Problem.

    A browser sends cookies by itself, so a request that changes something and is known by a cookie (a session's or a
    visitor's) must also bring the CSRF token. One with an API key, or with no cookie at all, needs none.
    """
    principal = principal_of(request)
    names = (settings.SESSION_COOKIE_NAME, visitors.cookie_name())
    if principal.key is None and request.method not in SAFE_METHODS and any(name in request.COOKIES for name in names):
        _check_csrf(request)
    return principal


def require(principal: Principal, *scopes: str) -> None:
    """Refuse a key that is for none of `scopes`; a request without a key may all that its owner may."""
    if not any(principal.may(scope) for scope in scopes):
        message = f"This API key isn't for this: it lacks the scope {' or '.join(map(repr, scopes))}. Use another key."
        raise Problem(403, "insufficient_scope", message)


def require_changes(principal: Principal) -> None:
    """Refuse a key that is for reading only: deleting, renaming, keeping and sharing take more."""
    require(principal, *sorted(KINDS))


def _check_csrf(request: HttpRequest) -> None:
    check = CSRFCheck(lambda request: None)
    check.process_request(request)
    reason = check.process_view(request, None, (), {})
    if reason:
        message = "The CSRF token is missing or wrong. Reload the page, or send no cookies and use an API key."
        raise Problem(403, "csrf_failed", message)
