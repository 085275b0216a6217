"""The archive that one takes along opens, holds what is one's own, and nothing of anybody else."""

import io
import json
import re
import zipfile

import pytest
from django.db.models import QuerySet
from django.test import Client

from accounts.export import archive
from accounts.identify import account_of
from accounts.models import ApiKey
from billing import ledger
from tests.tools.data.conftest import EMAIL, PASSWORD
from tests.tools.forgetting.made import generation
from tools.data import persons
from tools.models import StoredFile

EXPORT = "/account/data/export/"
pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def opened(user) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive(account_of(user)))))


def whole(packed: zipfile.ZipFile) -> str:
    return "\n".join(f"{name}\n{packed.read(name).decode(errors='replace')}" for name in packed.namelist())


def read(packed: zipfile.ZipFile, name: str):
    return json.loads(packed.read(name))


def test_it_opens_and_holds_everything_that_was_made(ada, bob):
    packed = opened(ada)
    assert packed.testzip() is None
    names = packed.namelist()
    assert {name for name in names if name.endswith(".json")} == {
        "account.json",
        "api-keys.json",
        "purchases.json",
        "history/conversations.json",
        "history/generations.json",
        "history/files.json",
        "shared-links.json",
        "ledger.json",
        "ratings.json",
        "reports.json",
    }
    assert sum(name.startswith("history/conversations/") for name in names) == 1
    assert sum(name.startswith("history/results/") for name in names) == 3
    assert sum(name.startswith("history/files/") for name in names) == 3
    text = whole(packed)
    for word in ("alone", "name", "title", "said", "key", "report", "drawn", "heard", "recording.mp3", "unused"):
        assert f"ada-{word}" in text
    assert read(packed, "account.json")["email"] == EMAIL
    assert len(read(packed, "shared-links.json")) == 2
    assert [rating["stars"] for rating in read(packed, "ratings.json")] == [4]


def test_nothing_of_others_and_no_secret_is_in_it(ada, bob):
    text = whole(opened(ada))
    assert "bob" not in text
    assert ada.password not in text
    for key in ApiKey.objects.all():
        assert key.digest not in text


def test_the_ledgers_lines_add_up_to_the_balance(ada):
    lines = read(opened(ada), "ledger.json")
    balance = ledger.balance(account_of(ada))
    assert sum(line["tokens"] for line in lines) == balance.free + balance.bought + balance.held


def test_the_readable_files_can_be_read(ada):
    packed = opened(ada)
    (name,) = [name for name in packed.namelist() if name.startswith("history/results/") and " chat " in name]
    text = packed.read(name).decode()
    assert text.startswith("# ada-name\n")
    assert "A question for ada-alone" in text
    assert "\nada-alone\n" in text


def test_pictures_and_recordings_are_files_that_the_readable_ones_lead_to(ada):
    packed = opened(ada)
    for tool, kind, ending, said in (
        ("text-to-image", "image", "png", "ada-drawn"),
        ("transcribe", "audio", "flac", "- 0:00 ada-heard"),
    ):
        (name,) = [name for name in packed.namelist() if f" {tool} " in name]
        text = packed.read(name).decode()
        assert said in text
        (path,) = re.findall(rf"<\.\./(files/.*\.{ending})>", text)
        (row,) = [row for row in read(packed, "history/files.json") if row["path"] == f"history/{path}"]
        content = packed.read(row["path"])
        assert (row["kind"], row["size"]) == (kind, len(content))
        assert content == StoredFile.objects.get(pk=row["id"]).content()


def test_an_account_without_anything_gets_empty_lists(cast):
    packed = opened(cast.other.user)
    assert read(packed, "history/generations.json") == []
    assert read(packed, "api-keys.json") == []


def test_no_more_than_a_batch_is_in_memory_and_pieces_come_as_they_are_made(ada, monkeypatch):
    monkeypatch.setattr(persons, "BATCH", 3)
    for number in range(10):
        generation(account_of(ada).owner, text=f"number {number} " + "x" * 5_000)
    read_at_once = []
    real = QuerySet.in_bulk

    def counted(self, ids, **options):
        read_at_once.append(len(ids))
        return real(self, ids, **options)

    monkeypatch.setattr(QuerySet, "in_bulk", counted)
    pieces = list(archive(account_of(ada)))
    assert max(read_at_once) == 3
    assert max(map(len, pieces)) < 20_000
    assert len([piece for piece in pieces if piece]) > 10


def test_the_page_sends_it_to_its_owner_alone(cast, ada):
    client = Client()
    client.force_login(ada)
    asked = client.post(EXPORT)
    assert asked["Location"].startswith("/account/reauthenticate/")
    answer = client.post(asked["Location"], {"password": PASSWORD})
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert read(packed, "account.json")["email"] == EMAIL
    for member in (cast.program, cast.visitor, cast.script):
        assert "login" in member.client.post(EXPORT)["Location"]
    assert client.get(EXPORT).status_code == 405


def test_it_needs_the_csrf_token(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.owner.client.cookies
    assert strict.post(EXPORT).status_code == 403
