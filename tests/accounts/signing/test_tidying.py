"""Sign-ups that nobody confirmed don't stay, and nothing else goes."""

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import ApiKey, User
from accounts.signing.tidying import tidy
from tests.accounts.signing.person import PASSWORD, Person
from tools.work.daily import JOBS

pytestmark = pytest.mark.django_db


def test_only_what_was_never_confirmed_goes_after_seven_days():
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        for name in ("stranger", "keyed"):
            person = Person(f"{name}@example.org")
            person.post("signup/", email=person.address, password1=PASSWORD)
        ApiKey.objects.issue(User.objects.get(email="keyed@example.org"), "by the command")
        Person("in@example.org").sign_up()
        call_command("createkey", "command@example.org")
        User.objects.create_superuser("boss@example.org", PASSWORD)
        clock.shift(7 * 24 * 3600)
        assert tidy().startswith("0 sign-ups")
        clock.shift(1)
        assert tidy().startswith("1 sign-ups")
    assert not User.objects.filter(email="stranger@example.org").exists()
    assert User.objects.count() == 4


def test_it_is_done_daily():
    assert tidy in [job.run for job in JOBS]
