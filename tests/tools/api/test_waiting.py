"""Readers of /api's event stream while a run waits, on a real web server; the test plays the worker."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests

from tests.serving import Played
from tests.waiting import until
from tools.streams import hub

ASK = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 20}


@pytest.fixture
def events_url(web, monkeypatch):
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.2)
    run = requests.post(f"{web}/api/tools/chat/runs/", json=ASK, timeout=10)
    assert run.status_code == 201, run.text
    return web + run.json()["events_url"]


def test_heartbeats_come_before_the_first_event_and_the_events_after_them(events_url):
    with requests.get(events_url, stream=True, timeout=20) as answer:
        lines = answer.iter_lines()
        assert b": heartbeat" in lines
        run = Played()
        run.say("Hello")
        run.finish("Hello")
        rest = b"\n".join(lines).decode()
    assert [line for line in rest.splitlines() if line.startswith("event")] == [
        "event: started",
        "event: delta",
        "event: choice",
        "event: done",
    ]


def test_a_run_that_fails_ends_the_stream_with_its_error(events_url):
    Played().fail("The model fell over.")
    text = requests.get(events_url, timeout=20).text
    assert text.endswith(
        'event: error\ndata: {"code": "engine_error", "message": "The model fell over.", "charged": 0}\n\n'
    )


def test_markup_in_an_answer_is_made_harmless_in_html(events_url):
    run = Played()
    run.say("<script>alert(1)</script> *hi*")
    run.finish("<script>alert(1)</script> *hi*")
    told = requests.get(f"{events_url}?render=html", timeout=20).text
    html = next(line for line in told.splitlines() if line.startswith("data: ") and '"html"' in line)
    assert "<script" not in html
    assert "<em>hi</em>" in html


def test_readers_that_wait_hold_no_threads(events_url):
    many = 30
    with ExitStack() as stack, ThreadPoolExecutor(8) as threads:
        before = threading.active_count()
        readers = list(threads.map(lambda _: requests.get(events_url, stream=True, timeout=20), range(many)))
        told = [stack.enter_context(reader).iter_lines() for reader in readers]  # kept: one that is freed hangs up
        assert all(b": heartbeat" in lines for lines in told)
        clients = 8
        # A thread that a request has let go takes a moment to end.
        until(lambda: threading.active_count() - before - clients <= 4)
        assert all(b": heartbeat" in lines for lines in told)  # all of them wait still
        Played().finish("")
