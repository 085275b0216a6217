"""Stars for a page: one rating for each principal, changeable, without JavaScript, not from other sites."""

import pytest
from django.db import DatabaseError
from django.test import Client

from glossary.feedback import limits, ratings
from glossary.models import Rating

PAGE = "/glossary/api/"


@pytest.fixture(autouse=True)
def fresh(db):
    ratings.snapshot.forget()
    yield
    ratings.snapshot.forget()


def rate(client, stars=4, page=PAGE, **headers):
    return client.post("/feedback/rate/", {"page": page, "stars": stars}, headers=headers)


def strangers(number):
    """Visitors, each at an address of its own."""
    return [Client(REMOTE_ADDR=f"198.51.100.{i}") for i in range(1, number + 1)]


def test_everybody_may_rate(cast):
    for member in (cast.owner, cast.other, cast.visitor, cast.neighbour, cast.script):
        assert rate(member.client).status_code == 200
    assert Rating.objects.filter(page=PAGE).count() == 5


def test_a_second_rating_changes_the_first(cast):
    rate(cast.visitor.client, 2)
    answer = rate(cast.visitor.client, 5)
    assert b"you gave 5 of 5 stars" in answer.content
    assert Rating.objects.get().stars == 5


def test_a_visitor_is_known_again_by_a_cookie(client):
    rate(client, 1)
    rate(client, 3)
    assert Rating.objects.get().stars == 3


def test_the_form_on_the_page_needs_no_script_and_no_token(client):
    page = client.get(PAGE).content.decode()
    form = page[page.index('<form class="rate"') : page.index("</form>")]
    assert 'action="/feedback/rate/"' in form
    assert f'name="page" value="{PAGE}"' in form
    assert form.count('name="stars"') == 5
    assert "csrf" not in form
    assert rate(Client(enforce_csrf_checks=True)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_other_sites_cant_rate_in_somebodys_name(client, headers):
    assert rate(client, **headers).status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_our_own_pages_can(client, headers):
    assert rate(client, **headers).status_code == 200


@pytest.mark.parametrize("stars", ["0", "6", "", "many", "-1", "4.5"])
def test_there_are_one_to_five_stars(client, stars):
    assert rate(client, stars).status_code == 400
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "page", ["", "/nowhere/", "/glossary/nonsense/", "/healthz", "https://evil.example/", "/admin/"]
)
def test_only_pages_of_terms_and_tools_are_rated(client, page):
    assert rate(client, page=page).status_code == 400
    assert not Rating.objects.exists()


def test_our_script_gets_a_sentence(client):
    answer = rate(client, 4, Accept="text/plain")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "Thank you: you gave 4 of 5 stars. Choose again to change it."


def test_one_address_cant_rate_a_page_again_and_again():
    for _ in range(limits.RATINGS_OF_A_PAGE):
        assert rate(Client()).status_code == 200  # each drops its cookie
    answer = rate(Client())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Rating.objects.count() == limits.RATINGS_OF_A_PAGE


def test_one_address_cant_rate_everything(client):
    Rating.objects.bulk_create(
        Rating(page=f"/{i}/", owner=f"visitor:{i}", purse=_purse(client), stars=1)
        for i in range(limits.RATINGS_AN_HOUR)
    )
    assert rate(client).status_code == 429


class TestMean:
    def test_it_is_shown_once_there_are_five(self, client):
        for number, visitor in enumerate(strangers(5)):
            assert b"stars from" not in self.page(client)
            rate(visitor, 5 if number else 4)
        assert b"4.8 of 5 stars from 5 readers" in self.page(client)

    def test_a_new_mean_is_a_new_page(self, client):
        before = client.get(PAGE)["ETag"]
        for visitor in strangers(5):
            rate(visitor, 5)
        ratings.snapshot.forget()
        assert client.get(PAGE)["ETag"] != before

    def test_pages_read_in_the_same_minute_ask_the_database_once(self, client, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get(PAGE)
            client.get(PAGE)
            client.get("/glossary/temperature/")

    def test_a_database_that_is_away_takes_no_page_away(self, client, monkeypatch):
        def away(self):
            raise DatabaseError("away")

        monkeypatch.setattr(type(Rating.objects.all()), "means", away)
        assert client.get(PAGE).status_code == 200

    def page(self, client):
        ratings.snapshot.forget()
        return client.get(PAGE).content


def _purse(client):
    rate(client, page="/glossary/temperature/")
    purse = Rating.objects.get().purse
    Rating.objects.all().delete()
    return purse
