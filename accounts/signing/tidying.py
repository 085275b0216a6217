"""What signing up and in leaves behind, once a day: sign-ups that nobody confirmed, and sessions that have ended."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import ApiKey, User

UNCONFIRMED = timedelta(days=7)  # whoever typed somebody else's address mustn't keep it here for ever


def tidy() -> str:
    """Deletes both; returns how many, for the log."""
    now = timezone.now()
    keys = ApiKey.objects.filter(user=OuterRef("pk"))
    strangers = User.objects.filter(
        ~Exists(keys), emailaddress__verified=False, last_login=None, is_staff=False, joined__lt=now - UNCONFIRMED
    )
    _, people = strangers.delete()
    _, sessions = Session.objects.filter(expire_date__lt=now).delete()
    gone, ended = people.get("accounts.User", 0), sessions.get("sessions.Session", 0)
    return f"{gone} sign-ups that were never confirmed and {ended} ended sessions deleted."
