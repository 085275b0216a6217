"""What a caller of /v1 hears while and after it waits, told by a real web server to the openai SDK."""

import threading
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
import requests
from openai import OpenAI

from billing import ledger
from tests.problems import assert_problem
from tests.serving import Played, begun
from tests.waiting import until
from tools.streams import hub

ASK = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 20}


@pytest.fixture
def ask(web, serving):
    """Asks in a thread of its own, so that the test can play the worker meanwhile."""
    client = OpenAI(base_url=f"{web}/v1", api_key="visitor", max_retries=0, default_headers={"Authorization": ""})
    with ThreadPoolExecutor() as threads:
        yield lambda **more: threads.submit(client.chat.completions.create, model=serving.slug, **ASK, **more)


def post(web, serving, **more):
    return requests.post(f"{web}/v1/chat/completions", json={"model": serving.slug, **ASK, **more}, timeout=30)


def balance_at(web):
    return requests.get(f"{web}/api/balance/", timeout=10).json()


def assert_silent(connection):
    """No answer comes for a second."""
    connection.sock.settimeout(1)
    with pytest.raises(TimeoutError):
        connection.getresponse()


def test_a_failure_before_the_first_word_is_an_http_error_even_of_a_stream(ask):
    for stream in (False, True):
        asked = ask(stream=stream)
        Played().fail("The model fell over.")
        with pytest.raises(openai.InternalServerError, match="fell over") as caught:
            asked.result(20)
        assert caught.value.code == "engine_error"


def test_a_failure_in_mid_stream_is_raised_by_the_sdk_while_it_reads(ask):
    asked = ask(stream=True)
    run = Played()
    run.say("Well")
    stream = asked.result(20)
    run.fail("The model fell over.")
    said = (chunk.choices[0].delta.content for chunk in stream)
    assert [next(said), next(said)] == ["", "Well"]
    with pytest.raises(openai.APIError, match="fell over") as caught:
        next(said)
    assert (caught.value.code, caught.value.type) == ("engine_error", "server_error")


def test_a_failed_run_is_not_charged(ask, web):
    asked = ask()
    Played().fail("The model fell over.")
    with pytest.raises(openai.InternalServerError):
        asked.result(20)
    balance = balance_at(web)
    assert (balance["free"], balance["held"]) == (2_500, 0)
    assert ledger.verify() == []


def test_a_failure_has_the_one_shape(web, serving):
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(post, web, serving)
        Played().fail("The model fell over.")
        assert_problem(asked.result(20), 500, "engine_error", says="fell over")


def test_heartbeats_come_before_the_first_word_and_the_sdk_does_not_mind_them(ask, web, serving, monkeypatch):
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.2)
    asked = ask(stream=True)
    stream = asked.result(20)  # the response began though nothing was said yet
    run = Played()
    run.say("Hi")
    run.finish("Hi")
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "Hi"
    with requests.post(
        f"{web}/v1/chat/completions", json={"model": serving.slug, **ASK, "stream": True}, stream=True, timeout=30
    ) as answer:
        lines = answer.iter_lines()
        assert b": heartbeat" in lines
        Played().finish("")
        assert b"data: [DONE]" in lines


def test_the_heartbeat_is_sent_every_15_seconds():
    assert hub.HEARTBEAT_SECONDS == 15


@pytest.mark.parametrize("stream", [False, True])
def test_leaving_before_the_first_word_cancels_the_run(web, serving, stream):
    connection = begun(f"{web}/v1/chat/completions", json={"model": serving.slug, **ASK, "stream": stream})
    run = Played()
    assert_silent(connection)
    connection.close()
    assert run.is_asked_to_stop()


def test_leaving_while_it_still_waits_in_the_queue_gives_the_hold_back(web, serving):
    connection = begun(f"{web}/v1/chat/completions", json={"model": serving.slug, **ASK})
    until(lambda: balance_at(web)["held"])
    assert_silent(connection)
    connection.close()
    until(lambda: balance_at(web)["held"] == 0)
    balance = balance_at(web)
    assert (balance["free"], balance["held"]) == (2_500, 0)


def test_a_run_cancelled_elsewhere_before_it_began_says_so(web, serving):
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(post, web, serving)
        run = Played()
        requests.post(f"{web}/api/generations/{run.row.pk}/cancel/", timeout=10)
        assert run.is_asked_to_stop()
        run.finish("Half", "cancelled")
        answer = asked.result(20)
    assert answer.json()["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("stream", [False, True])
def test_callers_that_wait_hold_no_threads(web, serving, stream, monkeypatch):
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 0.2)
    many = 12
    body = {"model": serving.slug, **ASK, "max_tokens": 1, "stream": stream}
    with ThreadPoolExecutor(many) as threads:
        before = threading.active_count()
        answers = [  # kept, for a stream that nobody holds is closed
            threads.submit(requests.post, f"{web}/v1/chat/completions", json=body, timeout=20, stream=True)
            for _ in range(many)
        ]
        runs = [Played() for _ in range(many)]
        clients_and_writer = many + 1
        # A row is there before its request has let go of its thread, which takes a moment to end.
        until(lambda: threading.active_count() - before - clients_and_writer <= 4)
        for run in runs:
            run.finish("Hi")
        assert all(answer.result(20).status_code == 200 for answer in answers)
