"""/api/shares/ and the files below /api/: who may, and what they say."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import ApiKey
from tests.problems import assert_problem
from tests.tools.sharing.results import finished, question
from tools.models import Generation, Share
from tools.sharing import own

pytestmark = pytest.mark.django_db
SHARES = "/api/shares/"


def post(member, **data):
    return member.client.post(SHARES, data, content_type="application/json")


def key_for(member, *scopes):
    """A client with a key of the member's for these scopes alone."""
    _, secret = ApiKey.objects.issue(member.user, "narrow", list(scopes))
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_program_shares_lists_and_takes_back(cast, chat):
    made = chat(cast.owner)
    answer = post(cast.program, generation=str(made.runs[0].pk))
    assert answer.status_code == 201
    share = answer.json()
    assert share["url"] == f"http://testserver/s/{share['token']}/"
    assert share["title"] == "It is an agreement."
    assert share["prompt"] is False
    assert share["expires_at"] is not None
    assert cast.owner.client.get(SHARES).json() == [share]
    assert "an agreement" in cast.script.client.get(share["url"]).content.decode()
    assert cast.program.client.delete(f"{SHARES}{share['token']}/").status_code == 204
    assert cast.script.client.get(share["url"]).status_code == 404
    assert_problem(cast.program.client.delete(f"{SHARES}{share['token']}/"), 404, "not_found")


def test_it_is_what_the_schema_says(cast, chat):
    share = post(cast.program, conversation=str(chat(cast.owner).conversation.pk), prompt=True, expires_in_days=None)
    assert set(share.json()) == {
        "token", "url", "title", "generation", "conversation", "prompt", "created_at", "expires_at",
    }  # fmt: skip
    assert share.json()["prompt"] is True
    assert share.json()["expires_at"] is None


def test_nobody_shares_lists_or_takes_back_what_isnt_theirs(cast, chat):
    made = chat(cast.owner)
    token = own.share(cast.owner.principal, made.conversation, prompt=True, days=1).pk
    for member in cast.everyone_but(cast.owner, cast.program):
        assert_problem(post(member, generation=str(made.runs[0].pk)), 404, "not_found")
        assert_problem(post(member, conversation=str(made.conversation.pk)), 404, "not_found")
        assert member.client.get(SHARES).json() == [], member
        assert_problem(member.client.delete(f"{SHARES}{token}/"), 404, "not_found")
    assert Share.objects.count() == 1


def test_a_script_can_share_what_it_made_but_sees_no_list(cast):
    run = finished(cast.script.principal.owner, [question("Hello")], "Hi.")
    assert post(cast.script, generation=str(run.pk)).status_code == 201
    assert cast.script.client.get(SHARES).json() == []


def test_a_key_must_be_for_that_kind_of_result_and_for_more_than_reading(cast, chat):
    made = chat(cast.owner)
    body = {"generation": str(made.runs[0].pk)}
    for scopes in (["read"], ["image"], ["image", "read"]):
        answer = key_for(cast.owner, *scopes).post(SHARES, body, content_type="application/json")
        assert_problem(answer, 403, "insufficient_scope")
    text = key_for(cast.owner, "text")
    answer = text.post(SHARES, body, content_type="application/json")
    assert answer.status_code == 201
    assert_problem(text.get(SHARES), 403, "insufficient_scope")
    reader = key_for(cast.owner, "read")
    assert len(reader.get(SHARES).json()) == 1
    assert_problem(reader.delete(f"{SHARES}{answer.json()['token']}/"), 403, "insufficient_scope")


def test_a_cookie_needs_the_csrf_token(cast, chat):
    client = Client(enforce_csrf_checks=True)
    client.cookies = cast.owner.client.cookies
    body = {"generation": str(chat(cast.owner).runs[0].pk)}
    assert_problem(client.post(SHARES, body, content_type="application/json"), 403, "csrf_failed")
    assert_problem(client.delete(f"{SHARES}x/"), 403, "csrf_failed")


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({}, "required", None),
        ({"generation": str(uuid4()), "conversation": str(uuid4())}, "required", None),
        ({"generation": "x"}, "invalid_value", "generation"),
        ({"generation": str(uuid4()), "prompt": "maybe"}, "invalid_value", "prompt"),
        ({"generation": str(uuid4()), "expires_in_days": 0}, "invalid_value", "expires_in_days"),
        ({"generation": str(uuid4()), "days": 3}, "unknown_field", "days"),
    ],
)
def test_what_cant_be_used_is_named(cast, data, code, field):
    assert_problem(post(cast.owner, **data), 400, code, field=field)


@pytest.mark.parametrize("days", [None, 31])
def test_a_visitors_link_has_an_end(cast, chat, days):
    answer = post(cast.visitor, generation=str(chat(cast.visitor).runs[0].pk), expires_in_days=days)
    assert_problem(answer, 400, "invalid_value", field="expires_in_days")


def test_what_isnt_over_cant_be_shared(cast, chat):
    made = chat(cast.owner)
    Generation.objects.update(state="running")
    assert_problem(post(cast.owner, generation=str(made.runs[0].pk)), 400, "not_finished", field="generation")
    assert_problem(post(cast.owner, conversation=str(made.conversation.pk)), 400, "not_finished", field="conversation")


class TestFiles:
    def test_the_owner_and_its_programs_get_them(self, cast, chat):
        made = chat(cast.owner)
        for path in (f"generations/{made.runs[0].pk}", f"conversations/{made.conversation.pk}"):
            address = f"/api/{path}/download/md/"
            for member in (cast.owner, cast.program):
                answer = member.client.get(address)
                assert answer.status_code == 200
                assert b"It is **an agreement**." in answer.content
            for member in cast.everyone_but(cast.owner, cast.program):
                assert_problem(member.client.get(address), 404, "not_found")
            assert_problem(key_for(cast.owner, "image").get(address), 403, "insufficient_scope")
            assert key_for(cast.owner, "read").get(address).status_code == 200

    def test_what_isnt_there_is_told(self, cast, chat):
        run = chat(cast.owner).runs[0]
        assert_problem(cast.owner.client.get(f"/api/generations/{run.pk}/download/exe/"), 404, "not_found")
        Generation.objects.update(state="failed")
        assert_problem(cast.owner.client.get(f"/api/generations/{run.pk}/download/md/"), 404, "not_finished")
