"""The cookie by which a visitor's own generations are found again; it has no say in whose tokens pay."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

MAX_AGE = 365 * 24 * 3600  # seconds; for the browser and, since the cookie is signed with its time, for us too


def new_id() -> str:
    """22 URL-safe characters, 128 random bits."""
    return secrets.token_urlsafe(16)


def read(request: HttpRequest) -> str | None:
    """The visitor's id from the request's cookie; None where there is no cookie, it isn't ours or it is too old."""
    try:
        return _signer().unsign(request.COOKIES.get(cookie_name(), ""), max_age=MAX_AGE)
    except signing.BadSignature:
        return None


def write(response: HttpResponseBase, visitor: str) -> None:
    """Asks the browser to keep the visitor's id for a year."""
    response.set_cookie(
        cookie_name(),
        _signer().sign(visitor),
        max_age=MAX_AGE,
        path="/",
        secure=settings.VISITOR_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_name() -> str:
    """With the `__Host-` prefix where cookies are Secure, so that no other host of the domain can set it."""
    return "__Host-visitor" if settings.VISITOR_COOKIE_SECURE else "visitor"


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="accounts.visitors")
