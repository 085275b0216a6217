"""A client that goes away stops the model, pays for what was made, and nothing stays held."""

import asyncio

import openai
import pytest
import requests
from openai import AsyncOpenAI

from tests.waiting import until

ASK = {
    "model": "smollm2-135m-instruct",
    # An answer that is long whatever the processor's arithmetic does to its last bits.
    "messages": [{"role": "user", "content": "Count from 1 to 1000, one number on each line."}],
    "max_tokens": 1_500,
    "temperature": 0,
}


def balance_of(live, headers):
    """What a visitor has left."""
    return requests.get(f"{live.url}/api/balance/", headers=headers, timeout=30).json()


def assert_stopped(live, run_id, headers):
    run = live.finished(run_id, headers, seconds=10)
    assert run["state"] == "cancelled"
    assert 0 < run["usage"]["completion_tokens"] < 1_000
    used = run["usage"]["total_tokens"]
    assert run["receipt"]["charged"] == max(100, used) < run["receipt"]["held"]
    balance = balance_of(live, headers)
    assert (balance["held"], balance["free"]) == (0, 2_500 - max(100, used))


def test_closing_a_stream_stops_the_model(live, visitor):
    client, headers = visitor()
    stream = client.chat.completions.create(**ASK, stream=True)
    for _, _chunk in zip(range(8), stream, strict=False):
        pass
    stream.close()
    assert_stopped(live, stream.response.headers["x-request-id"], headers)


def test_cancelling_an_async_task_stops_the_model(live):
    headers = live.headers()

    async def leave() -> str:
        async with AsyncOpenAI(
            base_url=f"{live.url}/v1", api_key="visitor", default_headers={"Authorization": "", **headers}
        ) as client:
            stream = await client.chat.completions.create(**ASK, stream=True)
            reading = asyncio.create_task(anext(aiter(stream)))
            await reading
            task = asyncio.create_task(asyncio.wait_for(_read_all(stream), 1))
            with pytest.raises(TimeoutError):
                await task
            return stream.response.headers["x-request-id"]

    assert_stopped(live, asyncio.run(leave()), headers)


async def _read_all(stream):
    try:
        async for _ in stream:
            pass
    finally:
        await stream.close()


def test_a_caller_that_gives_up_waiting_for_a_whole_answer_stops_the_model(live, visitor):
    client, headers = visitor()
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=4).chat.completions.create(**ASK)
    until(lambda: balance_of(live, headers)["held"] == 0)
    balance = balance_of(live, headers)
    assert balance["held"] == 0
    assert 1_000 < balance["free"] <= 2_400


def test_the_books_are_right_after_all_that(live):
    live.manage("ledger", "verify")
