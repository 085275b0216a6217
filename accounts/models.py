"""Who can have an account, and the API keys that speak for one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.errors import InvalidKey
from accounts.managers import MOST_WITH_OLD, NAME_LENGTH, ApiKeyQuerySet, UserManager

# A key may be used many times a second; when it was last used needs to be known to a few minutes only.
USE_NOTED_EVERY = timedelta(minutes=5)
OVERLAP = timedelta(hours=24)  # for which a rotated key still works beside the new one


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; the e-mail address, in lower case, is the name."""

    email = models.EmailField(unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)
    leaving_since = models.DateTimeField(
        null=True, editable=False
    )  # its owner wants it deleted (accounts/forgetting.py)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        # Two spellings of one address must not become two accounts with two allowances.
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.email

    def lock(self) -> None:
        """Makes others who lock this account wait for the end of the caller's transaction."""
        User.objects.select_for_update().filter(pk=self.pk).first()


class Gone(models.Model):
    """The number of an account that was deleted. The ledger knows it still, so nobody else may ever get it."""

    user_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"user:{self.user_id}"


class ApiKey(models.Model):
    """A secret by which programs speak for an account. What is kept can't be turned back into the secret."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=NAME_LENGTH)
    prefix = models.CharField(max_length=16, help_text="The key's first characters, to tell it from the others.")
    digest = models.CharField(max_length=64, unique=True, help_text="HMAC-SHA-256 of the whole key.")
    scopes = models.JSONField(default=list, blank=True, help_text="Kinds of model, and read; an empty list means all.")
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    daily_limit = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="The most tokens that it may spend on a UTC day; empty means no limit of its own.",
    )
    line = models.PositiveBigIntegerField(
        null=True,
        editable=False,
        help_text="The number of the first key, where this one came by rotation.",
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        help_text="The key that took its place.",
    )
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="Right to within five minutes.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def check_usable(self) -> None:
        """Raises InvalidKey when the key is revoked or expired, or its account closed."""
        if self.revoked_at is not None:
            raise InvalidKey("This API key was revoked.")
        if self.expires_at is not None and self.expires_at <= timezone.now():
            raise InvalidKey(f"This API key expired on {self.expires_at:%Y-%m-%d at %H:%M} UTC.")
        if not self.user.is_active:
            raise InvalidKey("The account of this API key is closed.")

    @property
    def is_live(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    def rename(self, name: str, daily_limit: int | None) -> None:
        """Gives it another name and another limit of its own, from the next request on."""
        ApiKey.objects.filter(pk=self.pk).update(name=name, daily_limit=daily_limit)
        self.refresh_from_db(fields=["name", "daily_limit"])

    @property
    def line_id(self) -> int:
        """What its daily limit is counted by: one number for a key and those that took its place, which overlap."""
        return self.line or self.pk

    def rotate(self) -> tuple[ApiKey, str]:
        """A new key like this one, which then works for OVERLAP more, and the new one's secret.

        The new one lasts as long as this one was made for. Raises ValueError, which says why, when this key has been
        rotated already or doesn't work any more, and when the account has too many keys.
        """
        now = timezone.now()
        ends = now + OVERLAP if self.expires_at is None else min(self.expires_at, now + OVERLAP)
        lasts = None if self.expires_at is None else now + (self.expires_at - self.created)
        with transaction.atomic():
            key, secret = ApiKey.objects.issue(
                self.user, self.name, self.scopes, lasts, self.daily_limit, most=MOST_WITH_OLD
            )
            same = ApiKey.objects.live(now).filter(pk=self.pk, replaced_by=None)
            if not same.update(replaced_by=key, expires_at=ends):
                raise ValueError("This key has been rotated already, or doesn't work any more.")
            key.line = self.line_id
            key.save(update_fields=["line"])
        self.refresh_from_db()
        return key, secret

    def revoke(self) -> None:
        """Ends the key for good, from the next request on; a second call doesn't move the time."""
        ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        self.refresh_from_db(fields=["revoked_at"])

    def touch(self) -> None:
        """Notes that the key is in use; writes at most once in USE_NOTED_EVERY, even when many requests race."""
        now = timezone.now()
        if self._use_is_noted(now):
            return
        ApiKey.objects.filter(pk=self.pk, last_used_at=self.last_used_at).update(last_used_at=now)
        self.last_used_at = now

    async def atouch(self) -> None:
        """`touch`, for async code."""
        now = timezone.now()
        if self._use_is_noted(now):
            return
        await ApiKey.objects.filter(pk=self.pk, last_used_at=self.last_used_at).aupdate(last_used_at=now)
        self.last_used_at = now

    def _use_is_noted(self, now: datetime) -> bool:
        return self.last_used_at is not None and now - self.last_used_at < USE_NOTED_EVERY
