"""Somebody whose account has something of everything."""

from __future__ import annotations

import pytest

from accounts.identify import account_of
from accounts.models import ApiKey, User
from billing import ledger, packs
from billing.shop.models import Purchase
from glossary.models import Rating, Report
from tests.tools.forgetting.made import conversation, file, generation, share
from tests.tools.sharing.results import drawn, heard

EMAIL, PASSWORD = "ada.lovelace@example.org", "a long passphrase"


@pytest.fixture(autouse=True)
def _quick_and_clean(settings, storage):
    """Real password hashes take half a second each; counts of tries live in the cache."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def furnish(user: User, word: str) -> None:
    """One of each thing that an account can have, each with `word` in it."""
    owner = account_of(user).owner
    alone = generation(owner, text=f"{word}-alone", name=f"{word}-name")
    talk = conversation(owner, turns=1, title=f"{word}-title")
    generation(owner, text=f"{word}-said", conversation=talk, position=1)
    for shown in (alone, talk):
        share(shown)
    drawn(owner, f"{word}-drawn", 7)
    heard(owner, f"{word}-heard", name=f"{word}-recording.mp3")
    file(owner, f"{word}-unused".encode())
    ApiKey.objects.issue(user, f"{word}-key", ["text"], daily_limit=900)
    purchase = Purchase.objects.create(
        user=user,
        purse=owner,
        pack=packs.PACKS[0].id,
        tokens=40_000,
        amount=100,
        currency="usd",
        state="paid",
        payment_intent=f"pi_{word}",
    )
    ledger.buy(user, 40_000, reference=str(purchase.pk))
    ledger.hold(account_of(user), 300, reference=f"{word}-hold", seconds=600)
    ledger.settle(f"{word}-hold", 200)
    Rating.objects.create(page="/glossary/api/", owner=owner, purse=owner, stars=4)
    Report.objects.create(message=f"{word}-report from {user.email}", email=user.email, owner=owner, purse=owner)


@pytest.fixture
def ada(db: None) -> User:
    user = User.objects.create_user(EMAIL, PASSWORD)
    furnish(user, "ada")
    return user


@pytest.fixture
def bob(db: None) -> User:
    user = User.objects.create_user("bob@example.org", PASSWORD)
    furnish(user, "bob")
    return user
