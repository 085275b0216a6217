"""How accounts are made and found by e-mail, and API keys issued and found by their secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from accounts import keys
from accounts.errors import InvalidKey

if TYPE_CHECKING:
    from accounts.models import ApiKey, User

NAME_LENGTH = 100

_SCOPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MALFORMED = "The API key is malformed: a key is rw_live_ and 36 letters and digits. Was it copied whole?"
_UNKNOWN = "There is no such API key. It may have been deleted."


class UserManager(BaseUserManager["User"]):
    """Makes users whose name is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account for `email`; without a password none lets it in. Raises ValueError for an empty address."""
        if not email.strip():
            raise ValueError("An account needs an e-mail address.")
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """The same with every right, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in finds an account whatever the case in which its address is typed."""
        return self.get(email=(username or "").strip().lower())


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Issues keys, and finds the key that a secret stands for."""

    def issue(
        self, user: User, name: str, scopes: Iterable[str] | None = None, expires_at: datetime | None = None
    ) -> tuple[ApiKey, str]:
        """A new key of `user` and its secret, which can't be had again: only its digest and first characters are kept.

        `scopes` are slugs of tools, and "read"; none at all means every one. Raises ValueError for a scope that isn't
        a slug, and for a name that is empty or longer than 100 characters.
        """
        wanted = sorted(set(scopes or ()))
        for scope in wanted:
            if not _SCOPE.fullmatch(scope):
                raise ValueError(f"{scope!r} isn't a scope: scopes are slugs of tools, such as chat, and read.")
        if not 0 < len(name.strip()) <= NAME_LENGTH:
            raise ValueError(f"A key needs a name of at most {NAME_LENGTH} characters.")
        secret = keys.make()
        key = self.create(
            user=user,
            name=name.strip(),
            prefix=secret[: keys.SHOWN_LENGTH],
            digest=keys.digest(secret),
            scopes=wanted,
            expires_at=expires_at,
        )
        return key, secret

    def find(self, secret: str) -> ApiKey:
        """The usable key behind `secret`, with its user; notes that it was used. Raises InvalidKey, which says why.

        Junk is refused by its checksum, before the database is asked. The lookup goes by digest, so how long it takes
        tells nothing about the secrets that exist.
        """
        key = self._behind(secret).first()
        if key is None:
            raise InvalidKey(_UNKNOWN)
        key.check_usable()
        key.touch()
        return key

    async def afind(self, secret: str) -> ApiKey:
        """`find`, for async code."""
        key = await self._behind(secret).afirst()
        if key is None:
            raise InvalidKey(_UNKNOWN)
        key.check_usable()
        await key.atouch()
        return key

    def _behind(self, secret: str) -> ApiKeyQuerySet:
        if not keys.is_well_formed(secret):
            raise InvalidKey(_MALFORMED)
        return self.select_related("user").filter(digest__in=keys.digests(secret))
