"""What load balancers are told."""

import asyncio
import socket
import time

import pytest
from django.db.utils import ConnectionHandler
from django.test import AsyncClient

from rewind import health
from tools.work import readiness


@pytest.fixture
def no_broker(settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://:secret@127.0.0.1:{closed.getsockname()[1]}/0"
        yield


def a_worker_says(state="ready", detail=""):
    """That of texts; the others are ready."""
    readiness.publish("text", "one", state, detail, ["smollm2-135m-instruct"], busy=0)
    for kind in ("image", "speech"):
        readiness.publish(kind, "one", "ready", "", ["a-model"], busy=0)


def test_healthz_asks_nobody(client, no_broker):
    # Without a database mark, a query would be an error here.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_needs_neither_our_name_nor_https(client, settings, transactional_db, no_broker, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, headers={"host": "10.0.0.9"})
    assert answer.status_code in (200, 503)
    assert answer["Cache-Control"] == "no-store"


def test_readyz_is_200_when_everything_is_ready(client, transactional_db, broker):
    a_worker_says()
    answer = client.get("/readyz")
    report = answer.json()
    assert answer.status_code == 200
    assert report["ready"] is True
    assert report["database"] == {"ready": True}
    assert report["broker"] == {"ready": True}
    assert report["workers"]["text"]["ready"] is True


async def ready(path="/readyz"):
    return await AsyncClient().get(path)


def test_readyz_answers_async_clients_too(transactional_db, broker):
    a_worker_says()
    assert asyncio.run(ready()).status_code == 200


def test_readyz_says_that_no_worker_runs(client, transactional_db, broker):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["workers"]["text"]["why"] == "no worker is running"


@pytest.mark.parametrize(("state", "detail"), [("loading", "SmolLM2 135M Instruct"), ("broken", "it is cut short")])
def test_readyz_says_what_a_worker_lacks(client, transactional_db, broker, state, detail):
    a_worker_says(state, detail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["workers"]["text"]["why"] == f"{state}: {detail}"


def test_readyz_tells_soon_that_the_broker_is_away_and_gives_no_address(client, transactional_db, no_broker):
    began = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - began < 2 * health.PATIENCE_S + 1
    assert answer.status_code == 503
    report = answer.json()
    assert report["database"] == {"ready": True}
    assert report["broker"]["ready"] is report["workers"]["text"]["ready"] is False
    assert b"127.0.0.1" not in answer.content
    assert b"secret" not in answer.content


def test_readyz_tells_that_the_database_is_away(client, transactional_db, broker, monkeypatch, tmp_path):
    away = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "no" / "such" / "folder.sqlite3"}
    monkeypatch.setattr(health, "connections", ConnectionHandler({"default": away}))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"ready": False, "why": "it can't be reached (OperationalError)"}
    assert answer.json()["broker"] == {"ready": True}
