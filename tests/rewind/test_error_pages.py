"""What people see when something fails: a page that says what happened and what they can do."""

import pytest
from django.db import OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as NoBroker

from billing import ledger


def test_an_unknown_address_gets_a_page(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert b"There is nothing here" in response.content
    assert b"noindex" in response.content


@pytest.mark.parametrize("error", [OperationalError("database is locked"), NoBroker("refused")])
def test_a_part_that_is_away_is_a_503_that_says_when_to_come_back(db, client, monkeypatch, error):
    def away(principal):
        raise error

    monkeypatch.setattr(ledger, "balance", away)
    response = client.get("/meter/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"Nothing was charged" in response.content
    assert str(error).encode() not in response.content


def test_a_fault_of_ours_is_a_500_that_tells_nothing_of_it(db, monkeypatch):
    def broken(principal):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(ledger, "balance", broken)
    response = Client(raise_request_exception=False).get("/meter/")
    assert response.status_code == 500
    assert b"Something broke on our side" in response.content
    assert b"secret" not in response.content


def test_a_key_in_a_pages_address_is_refused_with_the_reason(client):
    response = client.get("/chat/?api_key=rw_live_x")
    assert response.status_code == 400
    assert b"Authorization: Bearer" in response.content


def test_a_form_without_its_token_says_what_to_do(db):
    response = Client(enforce_csrf_checks=True).post("/chat/", {"text": "Hello"})
    assert response.status_code == 403
    assert b"reload the page" in response.content
