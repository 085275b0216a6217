"""GET /api/generations/<id>/ and POST …/cancel/: who may, and what they say."""

from uuid import uuid4

import pytest

from tests.problems import assert_problem
from tools.engines.base import Choice, Result
from tools.models import Generation

ASK = {"messages": [{"role": "user", "content": "What is an API?"}], "max_tokens": 300}


def start(member):
    answer = member.client.post("/api/tools/chat/runs/", ASK, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_its_owner_sees_it_by_session_and_by_key(cast, serving):
    run = start(cast.owner)
    for member in (cast.owner, cast.program):
        assert member.client.get(run["url"]).json()["id"] == run["id"]


@pytest.mark.parametrize("name", ["owner", "visitor", "script"])
def test_for_everybody_else_there_is_nothing(cast, serving, name):
    run = start(getattr(cast, name))
    friends = {"owner": (cast.owner, cast.program), "visitor": (cast.visitor,), "script": (cast.script,)}[name]
    for member in cast.everyone_but(*friends):
        assert_problem(member.client.get(run["url"]), 404, "not_found")
        assert_problem(member.client.get(run["events_url"]), 404, "not_found")
        assert_problem(member.client.post(run["cancel_url"]), 404, "not_found")
    assert Generation.objects.get(pk=run["id"]).state == "queued"


def test_an_unknown_id_is_not_found(cast):
    assert_problem(cast.owner.client.get(f"/api/generations/{uuid4()}/"), 404, "not_found")


def test_a_finished_run_shows_output_usage_and_receipt(cast, serving):
    run = start(cast.owner)
    row = Generation.objects.claim(run["id"], "test")
    assert row.finish(Result([Choice("An interface.", "stop")], 35, 90), 125)
    shown = cast.owner.client.get(run["url"]).json()
    assert shown["state"] == "succeeded"
    assert shown["output"] == {"choices": [{"text": "An interface.", "finish_reason": "stop"}]}
    assert shown["usage"] == {"prompt_tokens": 35, "completion_tokens": 90, "total_tokens": 125}
    assert shown["receipt"] == {"held": run["receipt"]["held"], "charged": 125, "free": 125, "bought": 0}
    assert shown["error"] is None


def test_a_failed_run_says_why_and_costs_nothing(cast, serving):
    run = start(cast.owner)
    assert Generation.objects.claim(run["id"], "test").fail("engine_error", "The model fell over.")
    shown = cast.owner.client.get(run["url"]).json()
    assert shown["error"] == {"code": "engine_error", "message": "The model fell over."}
    assert shown["receipt"]["charged"] == 0


def test_cancelling_a_waiting_run_ends_it_at_once_and_gives_the_hold_back(cast, serving):
    run = start(cast.owner)
    answer = cast.owner.client.post(run["cancel_url"])
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert cast.owner.client.get("/api/balance/").json()["free"] == 5_000


def test_cancelling_a_running_one_is_accepted_and_cancelling_again_does_no_harm(cast, serving, broker):
    run = start(cast.owner)
    Generation.objects.claim(run["id"], "test")
    for _ in range(2):
        answer = cast.owner.client.post(run["cancel_url"])
        assert (answer.status_code, answer.json()["state"]) == (202, "running")
    assert broker.client.get(f"gen:{run['id']}:cancel") == "1"


def test_cancelling_a_running_one_without_the_broker_is_503(cast, serving, broker):
    run = start(cast.owner)
    Generation.objects.claim(run["id"], "test")
    broker.kill()
    assert_problem(cast.owner.client.post(run["cancel_url"]), 503, "unavailable", says="broker")


@pytest.mark.parametrize(("query", "field"), [("?last_event_id=x", "Last-Event-ID"), ("?render=pdf", "render")])
def test_the_event_stream_refuses_what_it_does_not_know(cast, serving, query, field):
    run = start(cast.owner)
    assert_problem(cast.owner.client.get(run["events_url"] + query), 400, "invalid_value", field=field)


def test_the_event_stream_takes_only_get(cast, serving):
    answer = cast.program.client.post(start(cast.owner)["events_url"])
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"
