"""Reports of bugs and wishes, with a proof of work instead of a captcha."""

import base64
import json

import altcha
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from glossary.feedback import limits, proof_of_work
from glossary.models import Report

ADDRESS = "/feedback/"
SAID = {"kind": "bug", "page": "/glossary/api/", "message": "The third key point has a typo.", "email": ""}


@pytest.fixture(autouse=True)
def database(db):
    pass


def proof(client):
    """The work that the page's script does, done by altcha's own library."""
    task = client.get("/feedback/challenge/").json()
    solved = altcha.solve_challenge_v1(
        challenge=task["challenge"], salt=task["salt"], algorithm=task["algorithm"], max_number=proof_of_work.HARDEST
    )
    made = {name: task[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": solved.number}
    return base64.b64encode(json.dumps(made).encode()).decode()


def send(client, **changes):
    return client.post(ADDRESS, SAID | changes)


def test_a_report_with_a_proof_is_kept(client):
    answer = send(client, altcha=proof(client))
    assert (answer.status_code, answer["Location"]) == (302, "/feedback/thanks/")
    report = Report.objects.get()
    assert (report.kind, report.page, report.message) == ("bug", SAID["page"], SAID["message"])
    assert report.proof
    assert b"Thank you" in client.get(answer["Location"]).content


def test_everybody_may_report(cast):
    for member in (cast.owner, cast.visitor, cast.script):
        assert send(member.client, altcha=proof(member.client)).status_code == 302
    assert Report.objects.count() == 3


@pytest.mark.parametrize("page", ["/", "/glossary/", "/glossary/api/", "/chat/", "/nowhere/"])
def test_every_page_leads_to_the_form_and_tells_it_where_it_was(client, page):
    found = client.get(page).content.decode()
    link = f'href="/feedback/?page={page}"'
    assert link in found
    assert f'value="{page}"' in client.get(f"/feedback/?page={page}").content.decode()


def test_without_a_script_one_report_a_day_is_taken(client):
    assert send(client).status_code == 302
    answer = send(client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert b"Without JavaScript, one report a day" in answer.content
    assert SAID["message"] in answer.content.decode(), "what was written must not be lost"
    with time_machine.travel(timezone.now() + limits.DAY + limits.HOUR):
        assert send(client).status_code == 302


def test_people_with_an_account_need_no_proof(cast):
    for _ in range(limits.REPORTS_WITHOUT_PROOF_A_DAY + 1):
        assert send(cast.owner.client).status_code == 302


def test_an_hour_has_its_limit_for_everybody(cast):
    for member in (cast.owner, cast.visitor):
        for _ in range(limits.REPORTS_AN_HOUR):
            assert send(member.client, altcha=proof(member.client)).status_code == 302
        assert send(member.client, altcha=proof(member.client)).status_code == 429


def test_a_proof_serves_once(client):
    done = proof(client)
    send(client, altcha=done)
    answer = send(client, altcha=done)
    assert answer.status_code == 400
    assert b"This was sent already" in answer.content
    assert Report.objects.count() == 1


def test_a_proof_that_is_too_old_is_refused(client):
    done = proof(client)
    with time_machine.travel(timezone.now() + proof_of_work.VALID_FOR * 2):
        assert send(client, altcha=done).status_code == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize("payload", ["x", "e30=", "bnVsbA==", "W10=", "eyJhbGdvcml0aG0iOiAxfQ=="])
def test_what_is_no_proof_is_refused(client, payload):
    assert send(client, altcha=payload).status_code == 400
    assert not Report.objects.exists()


def test_a_wrong_number_is_no_proof(client):
    made = json.loads(base64.b64decode(proof(client)))
    made["number"] += 1
    assert send(client, altcha=base64.b64encode(json.dumps(made).encode()).decode()).status_code == 400


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"message": ""}, "This field is required"),
        ({"message": "x" * 4_001}, "at most 4000 characters"),
        ({"email": "nobody"}, "valid email"),
        ({"kind": "praise"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_or_wrong_is_told(client, changes, says):
    answer = send(client, **changes)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("http://testserver/glossary/api/?q=1", "/glossary/api/"),
        ("https://evil.example/x", ""),
        ("javascript:alert(1)", ""),
        ("//evil.example/x", ""),
    ],
)
def test_the_page_is_one_of_ours(client, page, kept):
    send(client, page=page)
    assert Report.objects.get().page == kept


def test_other_sites_cant_report_in_somebodys_name():
    assert send(Client(enforce_csrf_checks=True)).status_code == 403


def test_staff_find_it_in_the_admin_and_can_finish_it(client, cast):
    send(client)
    staff = cast.staff.client
    page = staff.get("/admin/glossary/report/")
    assert SAID["message"] in page.content.decode()
    report = Report.objects.get()
    answer = staff.post(f"/admin/glossary/report/{report.pk}/change/", {"done": "on", "note": "Mended."})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.done, report.note, report.message) == (True, "Mended.", SAID["message"])


def test_the_admin_is_closed_to_everybody_else(cast):
    for member in (cast.owner, cast.visitor, cast.script):
        answer = member.client.get("/admin/glossary/report/")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
