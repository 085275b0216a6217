"""POST /api/tools/<slug>/runs/ and …/quote/."""

import json
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from accounts.models import ApiKey
from billing import ledger
from billing.models import Hold
from tests.problems import assert_problem
from tools.http.body import MOST_BYTES
from tools.models import Generation

ASK = {"messages": [{"role": "user", "content": "What is an API?"}], "max_tokens": 300}
RUNS, QUOTE = "/api/tools/chat/runs/", "/api/tools/chat/quote/"


def post(client, data, path=RUNS, **options):
    body = data if isinstance(data, bytes) else json.dumps(data)
    return client.post(path, body, content_type=options.pop("content_type", "application/json"), **options)


def test_a_run_is_made_held_and_told_where_to_follow(cast, serving):
    answer = post(cast.script.client, ASK)
    run = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == run["url"] == f"/api/generations/{run['id']}/"
    assert (run["state"], run["source"], run["tool"]) == ("queued", "api", "chat")
    assert run["inputs"]["max_tokens"] == 300
    assert Hold.objects.get(reference=run["id"]).free == run["receipt"]["held"] > 300


def test_a_run_says_whether_one_of_our_pages_or_a_program_asked(cast, serving):
    members = {"page": (cast.owner, cast.visitor), "api": (cast.program, cast.script)}
    for source, askers in members.items():
        for member in askers:
            assert post(member.client, ASK).json()["source"] == source, member


def test_the_headers_say_what_is_left_and_when_it_resets(cast, serving):
    answer = post(cast.script.client, ASK)
    held = answer.json()["receipt"]["held"]
    assert answer.headers["x-ratelimit-limit-tokens"] == "2500"
    assert answer.headers["x-ratelimit-remaining-tokens"] == str(2500 - held)
    assert 0 < int(answer.headers["x-ratelimit-reset-tokens"].removesuffix("s")) <= 86_400


def test_a_quote_says_what_a_run_would_hold_and_holds_nothing(cast, serving):
    quote = post(cast.script.client, ASK, QUOTE).json()
    assert quote["tokens"] == quote["prompt_tokens"] + 300
    assert not Hold.objects.exists()
    assert post(cast.script.client, ASK).json()["receipt"]["held"] == quote["tokens"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"messages": []}, "messages", "invalid_value"),
        ({"model": "gpt-9"}, "model", "model_not_found"),
        ({"temperature": 3}, "temperature", "invalid_value"),
        ({"surprise": 1}, "surprise", "unknown_field"),
        ({"messages": [{"role": "user", "content": "word " * 9_000}]}, "messages", "context_length_exceeded"),
    ],
)
@pytest.mark.parametrize("path", [RUNS, QUOTE])
def test_bad_input_names_the_field_and_holds_nothing(cast, serving, path, change, field, code):
    assert_problem(post(cast.script.client, ASK | change, path), 400, code, field=field)
    assert not Hold.objects.exists()
    assert not Generation.objects.exists()


@pytest.mark.parametrize("body", [b"nope", b"[1]", b'{"n": NaN}', b"\xff\xfe", b"[" * 100_000, b"1" * 5_000])
def test_a_body_that_is_no_json_object_is_refused(cast, serving, body):
    assert_problem(post(cast.script.client, body), 400, "invalid_json")


def test_a_body_with_half_a_surrogate_pair_is_refused_and_not_a_server_error(cast, serving):
    answer = post(cast.script.client, b'{"messages": [{"role": "user", "content": "\\ud800"}], "\\ud800": 1}')
    assert_problem(answer, 400, "unknown_field", field="\\ud800")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_content_type_is_refused(cast, serving, kind):
    assert_problem(post(cast.script.client, ASK, content_type=kind), 415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused(cast, serving):
    assert_problem(post(cast.script.client, b" " * (MOST_BYTES + 1)), 413, "too_large", says="1,048,576")


def test_a_run_that_the_balance_cannot_pay_is_refused_with_the_numbers(cast, serving):
    error = assert_problem(post(cast.script.client, ASK | {"max_tokens": 3_000}), 429, "insufficient_tokens")
    assert error["needed"] > 3_000
    assert error["available"] == 2_500
    assert error["resets_at"].endswith("+00:00")
    assert not Hold.objects.exists()


def test_a_run_beyond_the_keys_own_limit_is_refused_with_the_numbers(cast, serving):
    ApiKey.objects.update(daily_limit=1_500)
    error = assert_problem(post(cast.program.client, ASK | {"max_tokens": 2_000}), 429, "key_limit_reached")
    assert (error["limit"], error["available"]) == (1_500, 1_500)
    assert not Hold.objects.exists()


def test_a_visitor_who_drops_the_cookie_keeps_the_empty_purse(cast, serving):
    ledger.hold(cast.visitor.principal, 2_500, reference="spent", seconds=60)
    assert_problem(post(cast.neighbour.client, ASK), 429, "insufficient_tokens")


def test_without_a_worker_the_answer_is_503_and_nothing_is_held(cast, starter, broker):
    assert_problem(post(cast.script.client, ASK), 503, "unavailable", says="text models are away")
    assert not Hold.objects.exists()


def test_without_the_broker_the_answer_is_503_and_nothing_is_held(cast, serving, broker):
    broker.kill()
    assert_problem(post(cast.script.client, ASK), 503, "unavailable", says="broker")
    assert not Hold.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_locked_the_answer_is_503(client, serving):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no lock on the whole database")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 50")
        assert_problem(post(client, ASK), 503, "unavailable", says="database")
    connection.close()
    assert not Hold.objects.exists()
