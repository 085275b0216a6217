import pytest
from django.test import Client

from accounts import keys
from accounts.models import ApiKey

pytestmark = pytest.mark.django_db


def test_an_api_key_speaks_for_its_account(ask, cast):
    answer = ask(cast.program)
    assert answer.json() == {
        "kind": "user",
        "owner": f"user:{cast.owner.user.pk}",
        "purse": f"user:{cast.owner.user.pk}",
    }


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_as_rfc_7235_says(ask, cast, scheme):
    assert ask(cast.script, Authorization=f"{scheme} {cast.program.secret}").json()["kind"] == "user"


def test_where_there_is_a_key_cookies_count_for_nothing(ask, cast):
    answer = ask(cast.other, Authorization=f"Bearer {cast.program.secret}")
    assert answer.json()["owner"] == f"user:{cast.owner.user.pk}"


def test_a_bad_key_is_refused_even_beside_a_good_session(ask, cast):
    answer = ask(cast.owner, Authorization=f"Bearer {keys.make()}")
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")


def test_a_session_goes_before_a_visitors_cookie(ask, cast):
    for name, morsel in cast.visitor.client.cookies.items():
        cast.owner.client.cookies[name] = morsel.value
    assert ask(cast.owner).json()["owner"] == f"user:{cast.owner.user.pk}"


def test_signing_out_makes_a_visitor_of_an_account(ask, cast):
    cast.owner.client.cookies.clear()
    assert ask(cast.owner).json()["kind"] == "visitor"


def test_the_session_of_a_closed_account_is_a_visitors(ask, cast):
    cast.owner.user.is_active = False
    cast.owner.user.save()
    assert ask(cast.owner).json()["kind"] == "visitor"


def test_a_revoked_key_is_refused_by_the_next_request(ask, cast):
    assert ask(cast.program).status_code == 200
    ApiKey.objects.get(user=cast.owner.user).revoke()
    answer = ask(cast.program)
    assert (answer.status_code, answer.json()["message"]) == (401, "This API key was revoked.")


@pytest.mark.parametrize("header", ["Bearer", "Bearer  ", "rw_live_abc", "Token rw_live_abc", "Bearer rw_live_abc def"])
def test_a_header_that_means_to_hold_a_key_but_does_not_is_refused(ask, cast, header):
    assert ask(cast.script, Authorization=header).status_code == 401


@pytest.mark.parametrize("header", ["", "Basic cmV3aW5kOnJld2luZA=="])
def test_a_header_of_another_scheme_is_let_be(ask, cast, header):
    assert ask(cast.script, Authorization=header).json()["kind"] == "visitor"


@pytest.mark.parametrize(
    "query",
    [
        "api_key=x",
        "apikey=x",
        "api-key=",
        "key=x",
        "token=x",
        "access_token=x",
        "API_KEY=x",
        "q=rw_live_abc",
        "q=1&q=rw_live_",
    ],
)
def test_a_key_in_the_query_is_refused_with_the_reason(ask, cast, query):
    for member in cast:
        answer = ask(member, f"/who/?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "key_in_query")
        assert "Authorization: Bearer" in answer.json()["message"]


@pytest.mark.parametrize("query", ["q=what+is+an+api+key", "monkey=1", "max_tokens=5", "render=html"])
def test_other_queries_are_not_taken_for_keys(ask, cast, query):
    assert ask(cast.script, f"/who/?{query}").status_code == 200


def test_a_visitor_is_known_without_asking_the_database(ask, cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(cast.script, "/page/")
        ask(cast.visitor)


def test_dropping_the_cookie_keeps_the_purse_and_changes_the_owner(ask, cast):
    first = ask(cast.visitor).json()
    cast.visitor.client.cookies.clear()
    second = ask(cast.visitor, "/page/").json()
    assert second["purse"] == first["purse"]
    assert second["owner"] != first["owner"]


def test_a_header_of_the_visitors_own_making_does_not_change_the_purse(ask, cast):
    plain = ask(cast.script).json()
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP"):
        assert ask(cast.script, **{name: "203.0.113.77"}).json() == plain


def test_behind_a_proxy_visitors_are_told_apart(ask, cast, settings):
    settings.TRUSTED_PROXIES = 1
    one, two, spoofed = (
        ask(cast.script, **{"X-Forwarded-For": chain}).json()["purse"]
        for chain in ("198.51.100.7", "198.51.100.8", "203.0.113.9, 198.51.100.7")
    )
    assert one != two
    assert spoofed == one


@pytest.mark.urls("tests.accounts.whoami")
def test_rest_framework_sees_the_same_caller(cast):
    for member in cast:
        answer = member.client.get("/framework/", SERVER_NAME="localhost")
        assert answer.json() == member.client.get("/who/", SERVER_NAME="localhost").json()
        assert answer.headers["Cache-Control"] == "private"


@pytest.mark.urls("tests.accounts.whoami")
def test_async_views_under_a_sync_server_work_too(cast):
    assert Client(SERVER_NAME="localhost").get("/async/page/").json()["kind"] == "visitor"
