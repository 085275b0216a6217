"""Deleting an account: what goes, what stays, and that it can be cut off anywhere."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import forgetting
from accounts.errors import InvalidKey
from accounts.identify import account_of, visitor_of
from accounts.models import ApiKey, User
from accounts.signals import owner_forgotten
from billing import ledger
from billing.models import Account, Hold
from billing.shop.models import Purchase
from glossary.models import Rating, Report
from tests.tools.data.conftest import EMAIL, PASSWORD
from tests.tools.forgetting.made import conversation, generation
from tools.forgetting.purging import doomed, purge
from tools.models import Conversation, Generation, Share, StoredFile, Words

LEAVE = "/account/data/delete/"
pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _books_balance(broker):
    yield
    assert ledger.verify() == []


def signed_in(user: User) -> Client:
    """A client that has just given the password."""
    client = Client(REMOTE_ADDR="192.0.2.77")
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def leave(user: User, typed: str = EMAIL):
    return signed_in(user).post(LEAVE, {"email": typed})


def texts() -> str:
    """Every value of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def stored(folder: Path) -> bytes:
    """The bytes of every stored file."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_whole_person_is_gone_and_everybody_else_stays(ada, bob, storage):
    client = signed_in(ada)
    assert EMAIL in texts()
    for made in (b"ada-drawn", b"ada-recording", b"ada-unused"):
        assert made in stored(storage)
    answer = client.post(LEAVE, {"email": f" {EMAIL.upper()} "}, follow=True)
    assert "is deleted" in answer.content.decode()
    left = texts()
    assert EMAIL not in left
    for part_of_the_books in ("pi_ada", "ada-hold"):
        left = left.replace(part_of_the_books, "")
    assert "ada" not in left
    assert b"ada" not in stored(storage)
    assert b"bob-drawn" in stored(storage)
    for model, count in (
        (Generation, 5),
        (Conversation, 1),
        (Share, 2),
        (Words, 5),
        (StoredFile, 3),
        (ApiKey, 1),
        (Rating, 1),
        (Report, 1),
    ):
        assert model.objects.count() == count
    assert list(User.objects.all()) == [bob]


def test_the_books_stay_without_the_person_and_a_late_event_of_stripe_finds_the_purse(ada):
    owner, spent = account_of(ada).owner, 200
    purchase = Purchase.objects.get()
    leave(ada)
    purchase.refresh_from_db()
    assert (purchase.user, purchase.purse) == (None, owner)
    assert Account.objects.of(owner).exists()
    assert ledger.take_back(owner, 10_000, reference="late refund") == 10_000
    assert ledger.buy(purchase.buyer, 5, reference="late payment")
    assert Hold.objects.get(reference="ada-hold").amount >= spent


def test_the_id_is_never_given_again(ada):
    gone = ada.pk
    leave(ada)
    assert User.objects.create_user(EMAIL).pk > gone
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'accounts_user'")
            assert "AUTOINCREMENT" in cursor.fetchone()[0]


def test_nor_after_a_migration_has_built_the_table_anew(ada):
    gone = ada.pk
    leave(ada)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'accounts_user'")
    call_command("migrate", verbosity=0)
    assert User.objects.create_user(EMAIL).pk > gone


def test_what_turns_up_after_the_account_went_goes_after_it(ada):
    principal = account_of(ada)
    leave(ada)
    late = generation(principal.owner, state="queued", finished_at=None)
    ledger.hold(principal, 100, reference=str(late.pk), seconds=600)
    purge()
    assert not Generation.objects.exists()
    assert not Hold.objects.open().exists()


def test_going_and_coming_back_makes_no_free_tokens(ada):
    leave(ada)
    visitor = visitor_of(RequestFactory(REMOTE_ADDR="192.0.2.77").get("/"))
    assert ledger.balance(visitor).free == 2_500 - 200


def test_sessions_and_keys_stop_at_once(ada):
    elsewhere = signed_in(ada)
    _, secret = ApiKey.objects.issue(ada, "running")
    forgetting.begin(ada)
    with pytest.raises(InvalidKey, match="closed"):
        ApiKey.objects.find(secret)
    assert "login" in elsewhere.get("/account/data/")["Location"]
    forgetting.finish(ada)
    with pytest.raises(InvalidKey, match="no such"):
        ApiKey.objects.find(secret)
    assert not [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(ada.pk)]


@pytest.mark.parametrize("state", ["queued", "running"])
def test_what_runs_ends_and_its_tokens_are_free(ada, state):
    principal = account_of(ada)
    running = generation(principal.owner, state=state, finished_at=None, attempt=1)
    turn = generation(principal.owner, state=state, finished_at=None, conversation=conversation(principal.owner))
    for one in (running, turn):
        ledger.hold(principal, 100, reference=str(one.pk), seconds=600)
    worker = Generation.objects.get(pk=running.pk)
    leave(ada)
    assert not Hold.objects.open().exists()
    assert not worker.heartbeat()
    assert not Generation.objects.exists()


def test_one_is_told_by_mail_which_is_the_last(ada):
    leave(ada)
    assert [(one.to, one.subject) for one in mail.outbox] == [([EMAIL], "Your Rewind account is deleted")]


def test_a_mail_that_cannot_be_sent_keeps_nobody(ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    leave(ada)
    assert not User.objects.exists()


@pytest.mark.parametrize("typed", ["", "bob@example.org", "ada"])
def test_without_the_address_nothing_happens(ada, typed):
    answer = leave(ada, typed)
    assert answer.status_code == 400
    assert answer.context["form"].errors["email"]
    assert User.objects.get().is_active


def test_the_page_says_what_is_lost(ada):
    text = signed_in(ada).get(LEAVE).content.decode()
    bought = ledger.balance(account_of(ada)).bought
    assert f"You still have {bought:,} bought ones" in text
    assert "1 conversation " in text
    assert "2 shared links" in text
    assert User.objects.get().is_active


def test_staff_is_asked_to_step_down_first(ada):
    User.objects.update(is_staff=True)
    assert leave(ada).status_code == 403
    assert User.objects.get().is_active


def test_only_in_a_session_with_the_password_given_lately(cast, ada):
    client = Client()
    client.force_login(ada)
    assert client.post(LEAVE, {"email": EMAIL})["Location"].startswith("/account/reauthenticate/")
    for member in (cast.program, cast.visitor, cast.script):
        assert "login" in member.client.post(LEAVE, {"email": EMAIL})["Location"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.owner.client.cookies
    assert strict.post(LEAVE, {"email": "owner@example.org"}).status_code == 403
    assert User.objects.filter(is_active=True).count() == 4


def test_what_is_cut_off_is_finished_by_the_purge(ada, bob):
    def fail(**kwargs):
        raise RuntimeError("pulled the plug")

    owner_forgotten.connect(fail)
    try:
        assert leave(ada).status_code == 302
    finally:
        owner_forgotten.disconnect(fail)
    assert not User.objects.get(email=EMAIL).is_active
    assert not [row for row in doomed() if row.kind == "account"]  # somebody may still be at it
    User.objects.filter(email=EMAIL).update(leaving_since=timezone.now() - timedelta(minutes=11))
    assert [row.id for row in doomed() if row.kind == "account"] == [str(ada.pk)]
    assert purge()["accounts"] == 1
    assert list(User.objects.all()) == [bob]
    assert EMAIL not in texts()
