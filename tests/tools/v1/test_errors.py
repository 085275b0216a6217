"""Errors of /v1 before the first word: OpenAI's shape, types, codes and statuses."""

import json

import pytest

from accounts.models import ApiKey
from billing.models import Hold
from tests.problems import assert_problem
from tools.models import Generation

PATH = "/v1/chat/completions"


def ask(cast, starter, member="script", **change):
    data = {"model": starter.slug, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 20, **change}
    body = json.dumps({name: value for name, value in data.items() if value is not ...})
    return getattr(cast, member).client.post(PATH, body, content_type="application/json")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"model": ...}, 400, "missing_required_parameter", "model"),
        ({"messages": ...}, 400, "missing_required_parameter", "messages"),
        ({"model": "gpt-9"}, 404, "model_not_found", "model"),
        ({"messages": "Hi"}, 400, "invalid_type", "messages"),
        ({"messages": [{"role": "user", "content": "word " * 9_000}]}, 400, "context_length_exceeded", "messages"),
        ({"temperature": 9}, 400, "invalid_value", "temperature"),
        ({"max_tokens": ..., "max_completion_tokens": 0}, 400, "invalid_value", "max_completion_tokens"),
        ({"n": 0}, 400, "invalid_value", "n"),
        ({"tools": [1]}, 400, "unsupported_parameter", "tools"),
        ({"best_of": 3}, 400, "unknown_parameter", "best_of"),
        ({"stream_options": {}}, 400, "invalid_value", "stream_options"),
        ({"max_tokens": 4_000}, 429, "insufficient_quota", None),
        ({"max_tokens": 4_000, "stream": True}, 429, "insufficient_quota", None),
    ],
)
def test_each_error_has_its_status_code_and_parameter(cast, serving, change, status, code, field):
    assert_problem(ask(cast, serving, **change), status, code, field=field)
    assert not Hold.objects.exists()
    assert not Generation.objects.exists()


def test_an_empty_purse_is_told_with_what_is_left_and_not_tried_again(cast, serving):
    answer = ask(cast, serving, max_tokens=4_000)
    assert_problem(answer, 429, "insufficient_quota", says="2,500")
    assert answer.headers["x-ratelimit-remaining-tokens"] == "2500"
    assert answer.headers["x-ratelimit-reset-tokens"].endswith("s")
    assert answer.headers["x-should-retry"] == "false"


def test_a_key_at_its_own_limit_is_told_so_and_not_tried_again(cast, serving):
    ApiKey.objects.update(daily_limit=1_500)
    answer = ask(cast, serving, member="program", max_tokens=2_000)
    assert_problem(answer, 429, "key_limit_reached", says="1,500 a day")
    assert answer.headers["x-ratelimit-remaining-tokens"] == "1500"
    assert answer.headers["x-should-retry"] == "false"
    assert not Hold.objects.exists()


@pytest.mark.parametrize("body", [b"nope", b"[]", b'"x"', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(client, db, body):
    assert_problem(client.post(PATH, body, content_type="application/json"), 400, "invalid_json")


def test_the_wrong_method_and_content_type_are_refused(client, db):
    answer = client.get(PATH)
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"
    assert_problem(client.post(PATH, "x=1", content_type="text/plain"), 415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/v1/", "/v1/embeddings", "/v1/chat/completions/", "/v1/chat"])
def test_an_unknown_address_is_not_found(client, path):
    assert_problem(client.post(path), 404, "unknown_url", says=path)


def test_without_a_worker_or_the_broker_it_is_503(cast, starter, broker):
    assert_problem(ask(cast, starter), 503, "service_unavailable", says="text models")
    broker.kill()
    assert_problem(ask(cast, starter), 503, "service_unavailable", says="broker")
