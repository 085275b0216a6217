"""From a request to a Principal: by API key, session, visitor's cookie or address, the first of them that there is.

A visitor's purse is always the hash of the address: a dropped cookie, a private window or a second browser doesn't
refill it, and people behind one address share it. What a visitor made belongs to the cookie, where there is one.
Scripts keep no cookies, so what they made belongs to the address too; since neighbours may share that, nothing is ever
listed for an address (`Principal.has_history` is false): to read such a generation one needs its random id as well.
"""

from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import auser, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts import keys, visitors
from accounts.address import address_hash, client_address
from accounts.errors import InvalidKey, KeyInQuery
from accounts.models import ApiKey, User
from accounts.principal import Principal

_KEY_PARAMETERS = frozenset({"api_key", "apikey", "api-key", "key", "token", "access_token"})
_IN_QUERY = (
    "An API key must not stand in the address, where logs and histories keep it. Send it in the header "
    "'Authorization: Bearer <key>' instead, and if this was a real key, make a new one."
)
_NOT_BEARER = "Send the API key as 'Authorization: Bearer <key>'."


def principal_of(request: HttpRequest, *, remember: bool = False) -> Principal:
    """Who asks; the answer is kept on the request.

    `remember` (pages of tools only) gives a visitor without a cookie a new one, which VisitorCookieMiddleware sets.
    Where the request has a key, its cookies count for nothing. Raises InvalidKey and KeyInQuery.
    """
    request = _plain(request)
    principal = _known(request)
    if principal is None:
        secret = _secret(request)
        principal = _by_key(ApiKey.objects.find(secret)) if secret else _by_cookies(request, get_user(request))
    return _keep(request, principal, remember)


async def aprincipal_of(request: HttpRequest, *, remember: bool = False) -> Principal:
    """`principal_of`, for async views."""
    request = _plain(request)
    principal = _known(request)
    if principal is None:
        secret = _secret(request)
        if secret:
            principal = _by_key(await ApiKey.objects.afind(secret))
        else:
            principal = _by_cookies(request, await auser(request))
    return _keep(request, principal, remember)


def visitor_of(request: HttpRequest) -> Principal:
    """The visitor that this browser is while nobody is signed in, also when somebody is."""
    return _by_visitor(request, getattr(request, "_new_visitor", None) or visitors.read(request))


def user_of(request: HttpRequest) -> User:
    """Who is signed in; for views behind `login_required`, which goes by the session and knows of no API keys."""
    return cast(User, request.user)


def account_of(user: User) -> Principal:
    """Who asks when `user` is signed in."""
    return Principal("user", owner=f"user:{user.pk}", purse=f"user:{user.pk}", user=user)


def ask_anew(request: HttpRequest) -> None:
    """Somebody has signed in or out during this request: forget what was known of who asks."""
    request.__dict__.pop("_principal", None)


def _plain(request: HttpRequest) -> HttpRequest:
    """Django's own request, out of the one that REST framework wraps around it."""
    return getattr(request, "_request", request)


def _known(request: HttpRequest) -> Principal | None:
    return getattr(request, "_principal", None)


def _keep(request: HttpRequest, principal: Principal, remember: bool) -> Principal:
    if remember and not principal.has_history:
        visitor = visitors.new_id()
        principal = _by_visitor(request, visitor)
        request._new_visitor = visitor  # type: ignore[attr-defined]
    request._principal = principal  # type: ignore[attr-defined]
    return principal


def _secret(request: HttpRequest) -> str | None:
    """The key in the Authorization header, if any; other schemes than Bearer, such as a proxy's Basic, are let be."""
    for name, values in request.GET.lists():
        if name.lower() in _KEY_PARAMETERS or any(value.startswith(keys.PREFIX) for value in values):
            raise KeyInQuery(_IN_QUERY)
    header = request.headers.get("Authorization", "").strip()
    scheme, _, secret = header.partition(" ")
    if scheme.lower() == "bearer":
        if not secret.strip():
            raise InvalidKey(f"There is no key after 'Bearer'. {_NOT_BEARER}")
        return secret.strip()
    if keys.PREFIX in header:
        raise InvalidKey(_NOT_BEARER)
    return None


def _by_key(key: ApiKey) -> Principal:
    return Principal("user", owner=f"user:{key.user_id}", purse=f"user:{key.user_id}", user=key.user, key=key)


def _by_cookies(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> Principal:
    # The user comes from the session and not from `request.user`, where REST framework puts what its own
    # authentication classes say: nobody, when a view has none.
    if isinstance(user, User):
        return account_of(user)
    return _by_visitor(request, visitors.read(request))


def _by_visitor(request: HttpRequest, visitor: str | None) -> Principal:
    purse = f"address:{address_hash(client_address(request))}"
    return Principal("visitor", owner=f"visitor:{visitor}" if visitor else purse, purse=purse)
