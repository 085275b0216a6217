"""/api/glossary/: what programs get of the terms."""

import pytest

from glossary import content
from tests.problems import assert_problem


def test_the_list_has_every_term_by_title(client, db):
    answer = client.get("/api/glossary/")
    assert answer.status_code == 200
    assert [entry["slug"] for entry in answer.json()] == [term.slug for term in content.terms()]


def test_each_entry_leads_to_the_term_and_to_its_page(client, db):
    entry = next(entry for entry in client.get("/api/glossary/").json() if entry["slug"] == "api")
    assert entry["title"] == "API"
    assert entry["acronym"] == "Application Programming Interface"
    assert client.get(entry["url"]).json()["slug"] == "api"
    assert client.get(entry["page"]).status_code == 200


@pytest.mark.parametrize("topic", ["inference-and-serving", "Inference and serving"])
def test_the_list_can_be_of_one_topic(client, db, topic):
    entries = client.get("/api/glossary/", {"topic": topic}).json()
    assert {entry["topic"] for entry in entries} == {"Inference and serving"}


def test_an_unknown_topic_is_told(client, db):
    answer = client.get("/api/glossary/", {"topic": "cooking"})
    assert_problem(answer, 400, "invalid_input", field="topic", says="language-models")


def test_a_term_comes_whole(client, db):
    term = client.get("/api/glossary/temperature/").json()
    assert "softmax" in term["explanation"].lower()
    assert 4 <= len(term["points"]) <= 6
    assert {"question", "answer"} == set(term["faq"][0])
    assert {"title", "author", "year", "url"} == set(term["references"][0])
    assert client.get(term["markdown"]).status_code == 200
    for slug in term["related"]:
        assert "temperature" in client.get(f"/api/glossary/{slug}/").json()["related"]


def test_a_term_answers_to_its_other_names(client, db):
    assert client.get("/api/glossary/web-api/").json()["slug"] == "api"


def test_an_unknown_term_is_told(client, db):
    assert_problem(client.get("/api/glossary/nonsense/"), 404, "not_found", says="nonsense")


def test_search_finds_by_name(client, db):
    found = client.get("/api/glossary/search/", {"q": "temperature"}).json()
    assert found[0]["slug"] == "temperature"
    assert found[0]["found_by"] == "name"


def test_search_gives_as_many_as_were_asked_for(client, db):
    assert len(client.get("/api/glossary/search/", {"q": "model", "limit": 3}).json()) == 3


@pytest.mark.parametrize("limit", ["0", "51", "-1", "many", "1.5", "٣", "9" * 50])
def test_a_wrong_limit_is_told(client, db, limit):
    answer = client.get("/api/glossary/search/", {"q": "model", "limit": limit})
    assert_problem(answer, 400, "invalid_input", field="limit", says="1 to 50")


@pytest.mark.parametrize("query", ["", "   "])
def test_a_search_for_nothing_is_told(client, db, query):
    assert_problem(client.get("/api/glossary/search/", {"q": query}), 400, "invalid_input", field="q")


def test_only_reading_is_allowed(client, db):
    assert client.post("/api/glossary/").status_code == 405
