"""What signing up leaves behind, once a day: sign-ups that nobody confirmed."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import ApiKey, User

UNCONFIRMED = timedelta(days=7)  # whoever typed somebody else's address mustn't keep it here for ever


def tidy() -> str:
    """Deletes them; returns how many, for the log."""
    keys = ApiKey.objects.filter(user=OuterRef("pk"))
    _, gone = User.objects.filter(
        ~Exists(keys),
        emailaddress__verified=False,
        last_login=None,
        is_staff=False,
        joined__lt=timezone.now() - UNCONFIRMED,
    ).delete()
    return f"{gone.get('accounts.User', 0)} sign-ups that were never confirmed deleted."
