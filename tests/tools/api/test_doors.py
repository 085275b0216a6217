"""Keys, scopes, cookies and CSRF, at /api and /v1 alike."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey
from tests.problems import assert_problem
from tools.models import Generation

ASK = {"messages": [{"role": "user", "content": "What is an API?"}], "max_tokens": 50}
RUNS, COMPLETIONS = "/api/tools/chat/runs/", "/v1/chat/completions"
PLACES = ["/api/", "/api/tools/", "/api/balance/", "/v1/models"]


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def run(client, path=RUNS, **options):
    data = ASK | ({"model": "nope"} if path == COMPLETIONS else {})
    return client.post(path, json.dumps(data), content_type="application/json", **options)


@pytest.mark.parametrize("path", PLACES)
def test_a_wrong_key_is_refused_everywhere(cast, path):
    answer = cast.script.client.get(path, headers=bearer("rw_live_" + "a" * 36))
    assert_problem(answer, 401, "invalid_api_key")


def test_a_wrong_key_is_not_forgiven_for_a_good_session(cast):
    assert_problem(cast.owner.client.get("/api/balance/", headers=bearer("rw_live_x")), 401, "invalid_api_key")


@pytest.mark.parametrize("path", PLACES)
def test_a_key_in_the_address_is_refused_even_a_good_one(cast, path):
    answer = cast.script.client.get(path, {"api_key": cast.program.secret})
    assert_problem(answer, 400, "key_in_query", says="Authorization")
    assert cast.program.secret not in answer.content.decode()


def test_an_expired_and_a_revoked_key_are_refused(cast):
    now = timezone.now()
    _, expired = ApiKey.objects.issue(cast.owner.user, "old", expires_at=now + timedelta(seconds=1))
    ApiKey.objects.filter(name="old").update(expires_at=now - timedelta(seconds=1))
    key, revoked = ApiKey.objects.issue(cast.owner.user, "gone")
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=now)
    for secret in (expired, revoked):
        assert_problem(Client().get("/api/balance/", headers=bearer(secret)), 401, "invalid_api_key")


def test_a_key_for_reading_may_not_run(cast, serving):
    _, secret = ApiKey.objects.issue(cast.owner.user, "reader", scopes=["read"])
    headers = bearer(secret)
    assert Client().get("/api/balance/", headers=headers).status_code == 200
    for path in (RUNS, COMPLETIONS):
        assert_problem(run(Client(), path, headers=headers), 403, "insufficient_scope", says="'text'")
    assert not Generation.objects.exists()


def test_a_key_for_text_may_run_and_follow_but_not_see_the_balance(cast, serving):
    _, secret = ApiKey.objects.issue(cast.owner.user, "chatter", scopes=["text"])
    client = Client(headers=bearer(secret))
    made = run(client)
    assert made.status_code == 201
    assert client.get(made.json()["url"]).status_code == 200
    assert client.post(made.json()["cancel_url"]).status_code == 200
    assert_problem(client.get("/api/balance/"), 403, "insufficient_scope", says="'read'")


@pytest.mark.parametrize("path", [RUNS, COMPLETIONS])
@pytest.mark.parametrize("name", ["owner", "visitor"])
def test_a_cookie_alone_cannot_run_anything(cast, serving, name, path):
    member = getattr(cast, name)
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=member.address)
    strict.cookies = member.client.cookies
    assert_problem(run(strict, path), 403, "csrf_failed")
    assert not Generation.objects.exists()


@pytest.mark.parametrize("name", ["owner", "visitor"])
def test_a_cookie_with_the_csrf_token_can(cast, serving, name):
    member = getattr(cast, name)
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=member.address)
    strict.cookies = member.client.cookies
    strict.cookies["csrftoken"] = "a" * 32
    made = run(strict, headers={"X-CSRFToken": "a" * 32})
    assert made.status_code == 201
    assert Generation.objects.get().owner == member.principal.owner


def test_a_key_needs_no_csrf_token_and_its_cookies_count_for_nothing(cast, serving):
    strict = Client(enforce_csrf_checks=True, headers=bearer(cast.program.secret))
    strict.cookies = cast.other.client.cookies
    assert run(strict).status_code == 201
    assert Generation.objects.get().owner == f"user:{cast.owner.user.pk}"


def test_a_script_without_cookies_needs_nothing(cast, serving):
    assert run(Client(enforce_csrf_checks=True)).status_code == 201


@pytest.mark.parametrize("path", [RUNS, COMPLETIONS])
def test_other_sites_pages_are_let_neither_ask_nor_read(cast, serving, path):
    strict = Client(enforce_csrf_checks=True)
    elsewhere = {"Origin": "https://elsewhere.example"}
    simple = strict.post(path, json.dumps(ASK), content_type="text/plain", headers=elsewhere)
    assert_problem(simple, 415, "unsupported_media_type")
    asked = strict.options(path, headers={**elsewhere, "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in asked.headers
    assert not Generation.objects.exists()
