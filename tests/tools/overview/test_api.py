"""GET /api/ledger/."""

import pytest
import time_machine

from accounts.models import ApiKey
from tests.tools.overview.living import TODAY, YESTERDAY, live, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast):
    live(cast.owner.principal)
    with time_machine.travel(TODAY, tick=True):
        yield cast.owner


def test_an_account_and_its_key_see_the_accounts_lines_and_nobody_else_does(cast, ada):
    mine = cast.program.client.get("/api/ledger/").json()
    assert mine == ada.client.get("/api/ledger/").json()
    assert mine["next"] is None
    assert {"what": "Bought: $5 pack", "tokens": 200_000, "pot": "bought", "balance_after": 200_000}.items() <= next(
        line.items() for line in mine["lines"] if line["kind"] == "buy"
    )
    for member in (cast.other, cast.staff):
        assert member.client.get("/api/ledger/").json() == {"lines": [], "next": None}
    for member in (cast.visitor, cast.neighbour, cast.script):
        answer = member.client.get("/api/ledger/")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "account_required")


def test_a_key_that_may_not_read_is_refused(cast, ada):
    ApiKey.objects.update(scopes=["text"])
    assert cast.program.client.get("/api/ledger/").status_code == 403


def test_pages_lead_on_to_the_older_lines_of_the_same_days(cast, ada):
    runs = [run(ada.principal, 100) for _ in range(60)]
    first = ada.client.get("/api/ledger/", {"start": TODAY.date()}).json()
    assert first["lines"][0]["generation"] == str(runs[-1].pk)
    second = ada.client.get(first["next"]).json()
    assert second["next"] is None
    assert second["lines"][-1]["what"] == "Leftover free tokens of 24 November expired"
    assert len(ada.client.get("/api/ledger/", {"end": YESTERDAY.date()}).json()["lines"]) == 3


def test_nonsense_is_refused_by_the_name_of_its_field(ada):
    for query, field in (({"start": "x"}, "start"), ({"before": "x"}, "before")):
        answer = ada.client.get("/api/ledger/", query)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
