import re

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import visitors

pytestmark = pytest.mark.django_db


def carried(value: str):
    request = RequestFactory().get("/")
    request.COOKIES = {visitors.cookie_name(): value}
    return visitors.read(request)


def written(visitor: str):
    response = HttpResponse()
    visitors.write(response, visitor)
    return response.cookies[visitors.cookie_name()]


def test_a_tool_page_gives_a_visitor_an_id_that_lasts_a_year(ask, cast):
    answer = ask(cast.script, "/page/")
    cookie = answer.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 365 * 24 * 3600
    assert re.fullmatch(r"visitor:[\w-]{22}", answer.json()["owner"])


def test_the_next_request_with_that_cookie_is_the_same_visitor(ask, cast):
    first = ask(cast.script, "/page/")
    second = ask(cast.script, "/who/")
    assert second.json() == first.json()


def test_a_visitor_who_has_a_cookie_is_not_given_another(ask, cast):
    assert "visitor" not in ask(cast.visitor, "/page/").cookies


def test_nobody_is_given_a_cookie_by_the_api_or_with_an_account(ask, cast):
    assert not ask(cast.script, "/who/").cookies
    assert "visitor" not in ask(cast.owner, "/page/").cookies
    assert "visitor" not in ask(cast.program, "/page/").cookies


def test_in_production_the_cookie_is_secure_and_bound_to_the_host(ask, cast, settings):
    settings.VISITOR_COOKIE_SECURE = True
    cookie = ask(cast.script, "/page/").cookies["__Host-visitor"]
    assert cookie["secure"] is True
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_a_cookie_of_ones_own_making_is_no_cookie(cast):
    value = written("abc").value
    assert carried(value) == "abc"
    forged = ["", "abc", "abc:1:2", value.replace("abc", "abd"), value[:-1], "visitor:" + value, "\x00"]
    assert [carried(text) for text in forged] == [None] * len(forged)


def test_a_cookie_of_another_installation_is_no_cookie(settings):
    value = written("abc").value
    settings.SECRET_KEY = "another installation's"
    assert carried(value) is None


def test_a_cookie_older_than_a_year_is_no_cookie():
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as clock:
        value = written("abc").value
        clock.shift(visitors.MAX_AGE)
        assert carried(value) == "abc"
        clock.shift(1)
        assert carried(value) is None


def test_a_visitor_with_a_forged_cookie_gets_a_real_one(ask, cast):
    cast.script.client.cookies["visitor"] = cast.script.aclient.cookies["visitor"] = "abc:1:2"
    answer = ask(cast.script, "/page/")
    assert answer.json()["owner"].startswith("visitor:")
    assert "abc" not in answer.json()["owner"]
    assert "visitor" in answer.cookies


def test_an_answer_made_for_one_caller_stays_out_of_shared_caches(ask, cast):
    for path in ("/who/", "/page/"):
        answer = ask(cast.script, path)
        assert answer.headers["Cache-Control"] == "private"
        assert {"Authorization", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


@pytest.mark.urls("tests.accounts.whoami")
def test_a_page_that_asks_nobody_who_they_are_is_left_alone():
    answer = Client(SERVER_NAME="localhost").get("/public/")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.urls("tests.accounts.whoami")
def test_asked_twice_in_one_request_the_answer_stays_once_the_visitor_is_remembered():
    before, remembered, after = Client(SERVER_NAME="localhost").get("/twice/").json()["owners"]
    assert before.startswith("address:")
    assert remembered.startswith("visitor:")
    assert after == remembered
