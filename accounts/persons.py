"""What this room has of a person, to be taken along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts.export import File, json_file
from accounts.models import ApiKey, User
from accounts.principal import Principal
from accounts.scopes import in_words


def export(principal: Principal, **kwargs: Any) -> Iterator[File]:
    """The account, its ways in and its keys; never a secret, nor anything by which one could be tried."""
    user = principal.user
    if user is None:
        return
    yield json_file("account.json", _account(user))
    yield json_file("api-keys.json", [_key(key) for key in user.api_keys.order_by("created", "pk")])


def _account(user: User) -> dict[str, Any]:
    return {
        "id": f"user:{user.pk}",
        "email": user.email,
        "joined": user.joined,
        "last_signed_in": user.last_login,
        "has_password": user.has_usable_password(),
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "connected": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data")),
    }


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "begins_with": key.prefix,
        "for": in_words(key.scopes),
        "tokens_a_day": key.daily_limit,
        "created": key.created,
        "expires": key.expires_at,
        "last_used": key.last_used_at,
        "revoked": key.revoked_at,
    }
