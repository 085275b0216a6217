"""Accounts of the live site, made and signed in without their forms, for tests of what lies behind the door."""

from __future__ import annotations

import itertools

from tests.live import Live

_numbers = itertools.count(1)

_SCRIPT = """
import time
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from accounts.models import User
from accounts.principal import Principal
from billing import ledger

make = User.objects.create_superuser if {staff} else User.objects.create_user
user = make("{email}")
principal = Principal("user", f"user:{{user.pk}}", f"user:{{user.pk}}", user)
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
if {staff}:
    TOTP.activate(user, generate_totp_secret())
    session["account_authentication_methods"] = [{{"method": "mfa", "at": time.time()}}]
    session["account_authentication_methods_user"] = str(user.pk)
session.save()
for number, note in enumerate(["chat smollm2-135m-instruct"] * 30 + ["draw flux"] * 30):
    ledger.hold(principal, 300, reference=f"{email}-{{number}}", seconds=600)
    ledger.settle(f"{email}-{{number}}", 100 + number, note=note)
ledger.buy(user, 40_000, reference="{email}")
ledger.hold(principal, 300, reference="{email}-held", seconds=600)
print(session.session_key)
"""


def sign_in(live: Live, *, staff: bool = False) -> dict[str, str]:
    """A new account that has used and bought tokens; its session's cookie, as Playwright takes it."""
    email = f"signed-in-{next(_numbers)}@example.org"
    printed = live.manage("shell", "--verbosity", "0", "-c", _SCRIPT.format(staff=staff, email=email))
    return {"name": "sessionid", "value": printed.split()[-1], "url": live.url}
