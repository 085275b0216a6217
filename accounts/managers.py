"""How accounts are made and found by e-mail, and API keys issued and found by their secret."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models, transaction
from django.utils import timezone

from accounts import keys
from accounts.errors import InvalidKey
from accounts.scopes import checked as checked_scopes

if TYPE_CHECKING:
    from accounts.models import ApiKey, User

NAME_LENGTH = 100
MOST_LIVE = 50  # keys an account
MOST_WITH_OLD = 2 * MOST_LIVE  # while rotated ones run out

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
        self,
        user: User,
        name: str,
        scopes: Iterable[str] = (),
        expires_at: datetime | None = None,
        daily_limit: int | None = None,
        *,
        most: int = MOST_LIVE,
    ) -> tuple[ApiKey, str]:
        """A new key of `user` and its secret, which can't be had again: only its digest and first characters are kept.

        `scopes` are some of `accounts.scopes`; none at all means every one. Raises ValueError for a scope that isn't
        there, for a name that is empty or longer than 100 characters, and where the account has `most` live keys.
        """
        wanted = checked_scopes(scopes)
        if not 0 < len(name.strip()) <= NAME_LENGTH:
            raise ValueError(f"A key needs a name of at most {NAME_LENGTH} characters.")
        secret = keys.make()
        key = self.model(
            user=user,
            name=name.strip(),
            prefix=secret[: keys.SHOWN_LENGTH],
            digest=keys.digest(secret),
            scopes=wanted,
            expires_at=expires_at,
            daily_limit=daily_limit,
        )
        with transaction.atomic():
            user.lock()  # of two that make the last one at once, the second sees the first
            if self.live().filter(user=user).count() >= most:
                raise ValueError(f"An account can have {most} keys at a time. Revoke one that you don't need.")
            key.save(force_insert=True)
        return key, secret

    def live(self, now: datetime | None = None) -> Self:
        """Those that are neither revoked nor expired."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=now or timezone.now())
        return self.filter(unexpired, revoked_at=None)

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
