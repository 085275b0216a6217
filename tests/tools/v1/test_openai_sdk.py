"""The official openai SDK against the whole running site and the real model."""

import asyncio

import openai
import pytest
from openai import AsyncOpenAI

from tests.live import USER_TOKENS

MODEL = "smollm2-135m-instruct"
ASK = [{"role": "user", "content": "What is an API? Answer in one sentence."}]
GREEDY = {"model": MODEL, "messages": ASK, "temperature": 0, "max_tokens": 24}


def joined(chunks):
    """The text of each choice of a stream, by index."""
    texts = {}
    for chunk in chunks:
        for choice in chunk.choices:
            texts[choice.index] = texts.get(choice.index, "") + (choice.delta.content or "")
    return texts


def test_the_models_are_listed_and_found(sdk):
    assert MODEL in {model.id for model in sdk.models.list()}
    assert sdk.models.retrieve(MODEL).object == "model"


def test_a_whole_completion_has_openais_shape(sdk):
    completion = sdk.chat.completions.create(**GREEDY)
    (choice,) = completion.choices
    assert completion.object == "chat.completion"
    assert completion.id.startswith("chatcmpl-")
    assert completion.model == MODEL
    assert choice.message.role == "assistant"
    assert choice.message.content
    assert choice.finish_reason == "length"
    assert completion.usage.completion_tokens == 24
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + 24


def test_a_stream_has_openais_shape_and_the_same_text(sdk):
    whole = sdk.chat.completions.create(**GREEDY)
    chunks = list(sdk.chat.completions.create(**GREEDY, stream=True))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:]] == [None, "length"]
    assert joined(chunks) == {0: whole.choices[0].message.content}
    assert len(chunks) > 10
    assert all(chunk.usage is None for chunk in chunks)


def test_usage_comes_in_a_last_chunk_without_choices_when_asked_for(sdk):
    whole = sdk.chat.completions.create(**GREEDY)
    *chunks, last = sdk.chat.completions.create(**GREEDY, stream=True, stream_options={"include_usage": True})
    assert last.choices == []
    assert last.usage == whole.usage
    assert all(chunk.usage is None for chunk in chunks)


def test_the_async_client_gets_the_same_several_at_once(live, key, sdk):
    whole = sdk.chat.completions.create(**GREEDY).choices[0].message.content

    async def ask() -> list[str]:
        async with AsyncOpenAI(base_url=f"{live.url}/v1", api_key=key, max_retries=0) as many:
            completion = many.chat.completions.create(**GREEDY)
            stream = await many.chat.completions.create(**GREEDY, stream=True)
            text = joined([chunk async for chunk in stream])[0]
            return [(await completion).choices[0].message.content, text]

    assert asyncio.run(ask()) == [whole, whole]


def test_several_answers_come_whole_and_streamed(sdk):
    several = {**GREEDY, "n": 3, "temperature": 1, "seed": 7, "max_tokens": 12}
    completion = sdk.chat.completions.create(**several)
    assert [choice.index for choice in completion.choices] == [0, 1, 2]
    assert completion.usage.completion_tokens == 36
    assert len({choice.message.content for choice in completion.choices}) > 1
    chunks = list(sdk.chat.completions.create(**several, stream=True))
    assert joined(chunks) == {choice.index: choice.message.content for choice in completion.choices}
    ended = {choice.index for chunk in chunks for choice in chunk.choices if choice.finish_reason}
    assert ended == {0, 1, 2}


def test_an_answer_ends_before_a_stop_string(sdk):
    free = sdk.chat.completions.create(**GREEDY).choices[0].message.content
    stop = free.split()[3]
    completion = sdk.chat.completions.create(**GREEDY, stop=[stop])
    chunks = list(sdk.chat.completions.create(**GREEDY, stop=stop, stream=True))
    assert completion.choices[0].finish_reason == "stop"
    assert completion.choices[0].message.content == free.partition(stop)[0] == joined(chunks)[0]


def test_parts_roles_and_either_name_of_the_length_are_taken(sdk):
    messages = [
        {"role": "developer", "content": "Answer with one word."},
        {"role": "user", "content": [{"type": "text", "text": "Say "}, {"type": "text", "text": "hello."}]},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "Again."},
    ]
    completion = sdk.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=3, user="me")
    assert completion.usage.completion_tokens <= 3


def test_an_answer_of_the_sdk_can_be_sent_back_as_it_is(sdk):
    said = sdk.chat.completions.create(**GREEDY).choices[0].message
    messages = [*ASK, said.model_dump(), {"role": "user", "content": "Why?"}]
    assert sdk.chat.completions.create(model=MODEL, messages=messages, max_tokens=3).choices


def test_the_headers_say_what_is_left_and_name_the_run(sdk, live, key):
    raw = sdk.chat.completions.with_raw_response.create(**GREEDY)
    completion = raw.parse()
    run = live.generation(raw.headers["x-request-id"], {"Authorization": f"Bearer {key}"})
    assert completion.id == "chatcmpl-" + run["id"].replace("-", "")
    assert completion._request_id == run["id"]
    assert run["source"] == "v1"
    assert raw.headers["x-ratelimit-limit-tokens"] == str(USER_TOKENS)
    assert 0 < int(raw.headers["x-ratelimit-remaining-tokens"]) < USER_TOKENS
    assert raw.headers["x-ratelimit-reset-tokens"].endswith("s")
    assert raw.headers["x-rewind-charged-tokens"] == str(run["receipt"]["charged"]) == "100"


def test_a_visitor_needs_no_key_and_pays_from_the_visitors_purse(visitor):
    client, _ = visitor()
    raw = client.chat.completions.with_raw_response.create(**GREEDY)
    assert raw.parse().choices[0].message.content
    assert raw.headers["x-ratelimit-limit-tokens"] == "2500"
    assert raw.headers["x-ratelimit-remaining-tokens"] == "2400"


@pytest.mark.parametrize(
    ("change", "error", "code", "param"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "model_not_found", "model"),
        ({"tools": [{"type": "function"}]}, openai.BadRequestError, "unsupported_parameter", "tools"),
        ({"temperature": 5}, openai.BadRequestError, "invalid_value", "temperature"),
        (
            {"messages": [{"role": "user", "content": "word " * 9_000}]},
            openai.BadRequestError,
            "context_length_exceeded",
            "messages",
        ),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_are_raised_as_the_sdks_own_classes(sdk, change, error, code, param, stream):
    with pytest.raises(error) as caught:
        sdk.chat.completions.create(**{**GREEDY, **change}, stream=stream)
    assert (caught.value.code, caught.value.param) == (code, param)
    assert caught.value.request_id


def test_a_wrong_key_raises_the_authentication_error(sdk):
    with pytest.raises(openai.AuthenticationError) as caught:
        sdk.with_options(api_key="rw_live_" + "a" * 36).chat.completions.create(**GREEDY)
    assert caught.value.code == "invalid_api_key"


def test_a_key_in_the_query_raises_the_bad_request_error(sdk, key):
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.chat.completions.create(**GREEDY, extra_query={"api_key": key})
    assert caught.value.code == "key_in_query"


def test_a_key_that_is_not_for_chat_raises_the_permission_error(sdk, live):
    secret = live.key("sdk@example.org", "--scope", "read")
    with pytest.raises(openai.PermissionDeniedError) as caught:
        sdk.with_options(api_key=secret).chat.completions.create(**GREEDY)
    assert caught.value.code == "insufficient_scope"


def test_an_empty_purse_raises_the_rate_limit_error_at_once(visitor):
    client, _ = visitor()
    with pytest.raises(openai.RateLimitError) as caught:
        client.with_options(max_retries=5).chat.completions.create(**{**GREEDY, "max_tokens": 4_000})
    assert (caught.value.code, caught.value.type) == ("insufficient_quota", "insufficient_quota")
    assert caught.value.response.request.headers["x-stainless-retry-count"] == "0"


def test_a_day_of_a_visitor_can_be_spent_to_the_end(visitor):
    client, _ = visitor()
    for left in range(2_400, -100, -100):
        raw = client.chat.completions.with_raw_response.create(**{**GREEDY, "max_tokens": 1})
        assert raw.headers["x-ratelimit-remaining-tokens"] == str(left)
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(**{**GREEDY, "max_tokens": 1})
