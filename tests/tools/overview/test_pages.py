"""The account's first page, the ledger's lines and their file: whose they are, and what is on them."""

import csv
import io

import pytest
import time_machine
from asgiref.sync import async_to_sync

from billing import ledger
from billing.models import Account
from tests.tools.overview.living import TODAY, YESTERDAY, live, run
from tools.overview import export, lines

pytestmark = pytest.mark.django_db
PAGES = ["/account/", "/account/ledger/", "/account/ledger.csv"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def ada(cast):
    live(cast.owner.principal)
    return cast.owner


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_sent_to_the_door(cast, page):
    for member in (cast.visitor, cast.neighbour, cast.script, cast.program):
        response = member.client.get(page)
        assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={page}"), member


def test_everybody_sees_their_own(cast, ada):
    for member in (cast.owner, cast.other, cast.staff):
        page = text(member.client.get("/account/"))
        assert member.user.email in page
        assert ("$5 pack" in page) == (member == cast.owner)
        assert ("$5 pack" in text(member.client.get("/account/ledger/"))) == (member == cast.owner)


def test_the_page_says_what_is_left_used_held_frozen_and_bought(ada):
    ledger.hold(ada.principal, 100, reference="runs", seconds=60)
    page = " ".join(text(ada.client.get("/account/")).split())
    balance = ledger.balance(ada.principal)
    assert f"{balance.bought:,}</b> bought tokens left" in page
    assert "100 more are held for what is running." in page
    assert "15,000 more are frozen" in page
    assert '<b class="much">0</b> of 5,000 free tokens left' in page
    assert "5,000 used. All 5,000 are back at" in page
    assert 'datetime="2026-11-26T00:00:00+00:00"' in page


def test_held_free_tokens_are_neither_used_nor_left(cast):
    ledger.hold(cast.owner.principal, 300, reference="runs", seconds=60)
    page = " ".join(text(cast.owner.client.get("/account/")).split())
    assert "4,700</b> of 5,000 free tokens left" in page
    assert "0 used, 300 held for what is running." in page


def test_a_new_account_is_told_what_will_be_there(cast):
    page = text(cast.owner.client.get("/account/"))
    assert "Nothing was used in this time." in page
    assert "<svg viewBox" not in page
    assert "There is nothing yet." in text(cast.owner.client.get("/account/ledger/"))


def test_the_table_says_what_the_drawing_says(ada):
    page = text(ada.client.get("/account/"))
    table = page[page.index("<caption") : page.index("</details>")]
    for number in ("4,600", "1,000", "5,600", "700", "6,300"):
        assert f'<td class="number">{number}</td>' in table


def test_the_lines_come_by_fifty_with_ways_to_older_and_newer(ada):
    for _ in range(50):
        run(ada.principal, 100)
    first = text(ada.client.get("/account/ledger/"))
    assert first.count('<tr role="row">') == 51
    assert "Newer" not in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = text(ada.client.get(f"/account/ledger/{older}"))
    assert "Newer" in second
    assert "Bought: $5 pack" in second


def test_lines_can_be_asked_for_by_day_and_nonsense_is_told(ada):
    day = YESTERDAY.date()
    page = text(ada.client.get("/account/ledger/", {"start": day, "end": day}))
    assert page.count('<tr role="row">') == 4
    assert f"/account/ledger.csv?start={day}&amp;end={day}" in page
    wrong = ada.client.get("/account/ledger/", {"start": TODAY.date(), "end": day})
    assert wrong.status_code == 400
    assert "This is before the first day." in text(wrong)
    assert ada.client.get("/account/ledger/", {"start": "x"}).status_code == 400
    assert ada.client.get("/account/ledger/", {"before": "x"}).status_code == 400
    assert ada.client.get("/account/ledger.csv", {"start": "x"}).status_code == 400


@async_to_sync
async def rows(client, **query):
    response = await client.get("/account/ledger.csv", query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    said = b"".join([piece async for piece in response.streaming_content]).decode()
    return list(csv.DictReader(io.StringIO(said)))


@pytest.mark.django_db(transaction=True)
def test_the_file_has_every_line_and_adds_up(ada, cast, monkeypatch):
    monkeypatch.setattr(export, "PIECE", 3)
    monkeypatch.setattr(lines, "BATCH", 2)
    found = rows(ada.aclient)
    accounts = Account.objects.of(ada.principal.purse)
    for pot, kind in (("free", "daily"), ("bought", "bought"), ("frozen", "frozen")):
        posted = sum(accounts.filter(kind=kind).values_list("posted", flat=True))
        assert sum(int(row["tokens"]) for row in found if row["kind"] == pot) == posted
    assert found[0]["time"] == f"{YESTERDAY:%Y-%m-%dT%H:%M:%S}+00:00"
    assert len(rows(ada.aclient, start=YESTERDAY.date(), end=YESTERDAY.date())) == 3
    assert rows(cast.other.aclient) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_file_is_a_formula(text):
    assert export.cell(text) == f"'{text}"
    assert export.cell(f"Correction: {text}") == f"Correction: {text}"
