"""/api/generations/ and /api/conversations/: what they list, change and delete, and for whom."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import ApiKey
from tests.problems import assert_problem
from tests.tools.api.test_schema import assert_told, schema
from tests.tools.history.making import conversation, single
from tools.history import deleting
from tools.models import Conversation, Generation, Share, Words

__all__ = ["schema"]
pytestmark = pytest.mark.django_db
RUNS, TALKS = "/api/generations/", "/api/conversations/"
RUN, TALK = "/api/generations/{generation_id}/", "/api/conversations/{conversation_id}/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def patch(client, address, **data):
    return client.patch(address, json.dumps(data), content_type="application/json")


def asked(answer):
    assert answer.status_code == 200, answer.content
    return [run["inputs"]["messages"][-1]["content"] for run in answer.json()["generations"]]


def names(answer):
    assert answer.status_code == 200, answer.content
    return [talk["name"] for talk in answer.json()["conversations"]]


class TestLists:
    @pytest.mark.both_databases
    def test_filters_work_as_on_the_page(self, cast):
        me, client = cast.owner.principal, cast.program.client
        single(me, "Café?", "Coffee.", at=NOON)
        single(me, "Tea?", "Leaves.", at=NOON + timedelta(days=1), tool="summarize")
        conversation(me, ("Milk?", "White."), ("Why?", "Light."), at=NOON)
        assert asked(client.get(RUNS))[-2:] == ["Tea?", "Café?"]
        assert asked(client.get(RUNS, {"q": "cafe"})) == ["Café?"]
        assert asked(client.get(RUNS, {"tool": "summarize"})) == ["Tea?"]
        assert asked(client.get(RUNS, {"since": "2026-03-01", "until": "2026-03-02T00:00:00Z"})) == ["Café?"]
        assert asked(client.get(RUNS, {"kind": "image"})) == asked(client.get(RUNS, {"saved": "true"})) == []
        assert names(client.get(TALKS, {"q": "white light"})) == ["Milk?"]
        assert names(client.get(TALKS, {"until": "2026-03-01T12:00:00Z"})) == []
        talk = client.get(TALKS).json()["conversations"][0]
        assert (talk["runs"], talk["charged"], talk["saved"]) == (2, 200, False)

    def test_next_leads_through_all_of_them_with_the_same_filters(self, cast, settings):
        settings.DAILY_TOKENS = {"visitor": 1_000_000, "user": 1_000_000}
        for number in range(31):
            conversation(cast.owner.principal, (f"Tea {number}", "x"), at=NOON)
        single(cast.owner.principal, "Coffee", "x")
        for address, read in ((RUNS, asked), (TALKS, names)):
            first = cast.owner.client.get(address, {"q": "tea"})
            second = cast.owner.client.get(first.json()["next"])
            assert second.json()["next"] is None
            assert len({*read(first), *read(second)}) == 31

    @pytest.mark.parametrize("address", [RUNS, TALKS])
    @pytest.mark.parametrize(
        ("field", "value"), [("cursor", "x"), ("since", "x"), ("saved", "x"), ("q", "x" * 201), ("kind", "\0")]
    )
    def test_what_cant_be_used_is_refused_by_name(self, cast, address, field, value):
        assert_problem(cast.owner.client.get(address, {field: value}), 400, "invalid_value", field=field)

    def test_nothing_is_listed_for_an_address(self, cast):
        single(cast.script.principal, "Script's", "x")
        conversation(cast.script.principal, ("Script's", "x"))
        assert asked(cast.script.client.get(RUNS)) == names(cast.script.client.get(TALKS)) == []


class TestChanging:
    def test_a_run_and_a_conversation_are_named_and_saved(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        talk = conversation(cast.owner.principal, ("Coffee?", "Beans."))
        client = cast.program.client
        for address, own in ((f"{RUNS}{made.pk}/", "generations"), (f"{TALKS}{talk.pk}/", "conversations")):
            changed = patch(client, address, name="My drinks", saved=True).json()
            assert (changed["name"], changed["saved"]) == ("My drinks", True)
            found = client.get(f"/api/{own}/", {"q": "drinks", "saved": "true"}).json()[own]
            assert [one["name"] for one in found if one["name"]] == ["My drinks"]
            assert patch(client, address, saved=False).json()["name"] == "My drinks"
        assert client.get(f"{RUNS}{talk.generations.get().pk}/").json()["saved"] is False

    @pytest.mark.parametrize(
        ("data", "field", "code"),
        [
            ({"name": 7}, "name", "invalid_type"),
            ({"name": "x" * 201}, "name", "too_long"),
            ({"saved": "yes"}, "saved", "invalid_type"),
            ({"title": "x"}, "title", "unknown_field"),
        ],
    )
    def test_what_cant_be_is_refused_by_name(self, cast, data, field, code):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        assert_problem(patch(cast.owner.client, f"{RUNS}{made.pk}/", **data), 400, code, field=field)

    def test_a_turn_is_changed_and_deleted_with_its_conversation_only(self, cast):
        made = conversation(cast.owner.principal, ("Tea?", "Leaves."))
        address = f"{RUNS}{made.generations.get().pk}/"
        says = f"{TALKS}{made.pk}/"
        assert_problem(patch(cast.owner.client, address, saved=True), 409, "part_of_conversation", says=says)
        assert_problem(cast.owner.client.delete(address), 409, "part_of_conversation", says=says)
        assert Generation.objects.exists()


class TestDeleting:
    def test_it_goes_with_its_words_and_links(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        talk = conversation(cast.owner.principal, ("Coffee?", "Beans."))
        Share.objects.create(owner=made.owner, generation=made, snapshot={})
        for address in (f"{RUNS}{made.pk}/", f"{TALKS}{talk.pk}/"):
            assert cast.program.client.delete(address).status_code == 204
            assert_problem(cast.program.client.delete(address), 404, "not_found")
        for model in (Generation, Conversation, Share, Words):
            assert not model.objects.exists(), model

    def test_a_script_may_delete_what_it_has_the_id_of(self, cast):
        made = single(cast.script.principal, "Tea?", "Leaves.")
        assert cast.script.client.delete(f"{RUNS}{made.pk}/").status_code == 204

    def test_what_runs_is_stopped_and_must_be_deleted_again(self, cast, broker, monkeypatch):
        monkeypatch.setattr(deleting, "PATIENCE", 0.1)
        made = single(cast.owner.principal, "Tea?")
        Generation.objects.claim(made.pk, "worker")
        answer = cast.program.client.delete(f"{RUNS}{made.pk}/")
        assert_problem(answer, 409, "still_running")
        assert answer.headers["Retry-After"]


class TestWhoMay:
    @pytest.mark.parametrize("name", ["owner", "visitor", "script"])
    def test_for_everybody_else_there_is_nothing(self, cast, name):
        whose = getattr(cast, name)
        made = single(whose.principal, "Tea?", "Leaves.")
        talk = conversation(whose.principal, ("Coffee?", "Beans."))
        friends = (cast.owner, cast.program) if name == "owner" else (whose,)
        for member in cast.everyone_but(*friends):
            assert asked(member.client.get(RUNS)) == names(member.client.get(TALKS)) == []
            for address in (f"{RUNS}{made.pk}/", f"{TALKS}{talk.pk}/"):
                assert_problem(member.client.get(address), 404, "not_found")
                assert_problem(patch(member.client, address, name="Mine"), 404, "not_found")
                assert_problem(member.client.delete(address), 404, "not_found")
        assert Generation.objects.filter(name="").count() == 2

    def test_a_key_for_reading_reads_and_changes_nothing(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        talk = conversation(cast.owner.principal, ("Coffee?", "Beans."))
        _, secret = ApiKey.objects.issue(cast.owner.user, "reader", scopes=["read"])
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        for address in (RUNS, TALKS, f"{RUNS}{made.pk}/", f"{TALKS}{talk.pk}/"):
            assert client.get(address).status_code == 200
        for address in (f"{RUNS}{made.pk}/", f"{TALKS}{talk.pk}/"):
            assert_problem(patch(client, address, saved=True), 403, "insufficient_scope")
            assert_problem(client.delete(address), 403, "insufficient_scope")
        assert Generation.objects.count() == 2

    def test_a_key_for_running_lists_nothing(self, cast):
        _, secret = ApiKey.objects.issue(cast.owner.user, "runner", scopes=["text"])
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        for address in (RUNS, TALKS):
            assert_problem(client.get(address), 403, "insufficient_scope", says="'read'")

    def test_cookies_need_the_csrf_token(self, cast):
        made = single(cast.owner.principal, "Tea?", "Leaves.")
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = cast.owner.client.cookies
        assert_problem(strict.delete(f"{RUNS}{made.pk}/"), 403, "csrf_failed")
        assert_problem(patch(strict, f"{RUNS}{made.pk}/", saved=True), 403, "csrf_failed")


def test_the_schema_tells_it_as_it_is(cast, schema):
    client = cast.owner.client
    made = single(cast.owner.principal, "Tea?", "Leaves.")
    talk = conversation(cast.owner.principal, ("Coffee?", "Beans."))
    turn = talk.generations.get()
    for path in (RUNS, TALKS):
        assert_told(schema, path, client.get(path))
        assert_told(schema, path, client.get(path, {"cursor": "x"}))
    for path, address in ((RUN, f"{RUNS}{made.pk}/"), (TALK, f"{TALKS}{talk.pk}/")):
        assert_told(schema, path, client.get(address))
        assert_told(schema, path, patch(client, address, name="Mine"))
        assert_told(schema, path, patch(client, address, name=1))
    assert_told(schema, RUN, patch(client, f"{RUNS}{turn.pk}/", name="Mine"))
    for path, address in ((RUN, f"{RUNS}{made.pk}/"), (TALK, f"{TALKS}{talk.pk}/")):
        assert client.delete(address).status_code == 204
        assert "204" in schema["paths"][path]["delete"]["responses"]
        assert_told(schema, path, client.delete(address))
