"""OpenAI's parameters: which are taken, which values ask for nothing, which are refused by name."""

import pytest
from openai.types.chat import completion_create_params

from tools.toolbox import InvalidInput
from tools.v1.chat import parameters
from tools.v1.chat.parameters import Delivery

ASK = {"model": "any", "messages": [{"role": "user", "content": "Hi"}]}


def refusal(**data):
    with pytest.raises(InvalidInput) as caught:
        parameters.read(ASK | data)
    return caught.value


def test_what_chat_takes_is_handed_on_as_it_is():
    given = {"temperature": 0, "top_p": 0.5, "seed": 7, "stop": ["x"], "n": 2}
    inputs, delivery = parameters.read(ASK | given | {"user": "someone"})
    assert inputs == ASK | given | {"max_tokens": None}
    assert delivery == Delivery(stream=False, include_usage=False)


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_either_name_of_the_length_is_taken(name):
    assert parameters.read(ASK | {name: 9})[0]["max_tokens"] == 9


def test_both_names_of_the_length_at_once_are_refused():
    assert refusal(max_tokens=9, max_completion_tokens=9).field == "max_tokens"


def test_an_error_about_the_length_uses_the_callers_name_for_it():
    error = InvalidInput("max_tokens", "max_tokens must be from 1 to 9.")
    renamed = parameters.as_sent(error, {"max_completion_tokens": 0})
    assert (renamed.field, renamed.message) == ("max_completion_tokens", "max_completion_tokens must be from 1 to 9.")
    assert parameters.as_sent(error, {"max_tokens": 0}) is error


def test_streaming_and_its_usage_are_read():
    data = {"stream": True, "stream_options": {"include_usage": True, "include_obfuscation": False}}
    assert parameters.read(ASK | data)[1] == Delivery(stream=True, include_usage=True)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"stream": "yes"}, "stream"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"stream": True, "stream_options": 1}, "stream_options"),
        ({"stream": True, "stream_options": {"include_usage": 1}}, "stream_options.include_usage"),
        ({"stream": True, "stream_options": {"include_obfuscation": True}}, "stream_options.include_obfuscation"),
        ({"stream": True, "stream_options": {"other": 1}}, "stream_options.other"),
        ({"model": None}, "model"),
        ({"user": 5}, "user"),
        ({"user": "x" * 513}, "user"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(data, field):
    assert refusal(**data).field == field


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tools", [{"type": "function"}]),
        ("tool_choice", "auto"),
        ("response_format", {"type": "json_object"}),
        ("presence_penalty", 0.5),
        ("frequency_penalty", False),
        ("logprobs", True),
        ("logprobs", 0),
        ("top_logprobs", 3),
        ("logit_bias", {"50256": -100}),
        ("store", True),
        ("metadata", {"a": "b"}),
        ("modalities", ["text", "audio"]),
        ("reasoning_effort", "high"),
        ("service_tier", "flex"),
        ("prompt_cache_key", "x"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(name, value):
    error = refusal(**{name: value})
    assert (error.field, error.code) == (name, "unsupported_parameter")


@pytest.mark.parametrize(("name", "values"), parameters.NOTHING.items())
def test_values_that_ask_for_nothing_are_taken(name, values):
    for value in (None, *values):
        assert name not in parameters.read(ASK | {name: value})[0]


def test_a_parameter_that_nobody_knows_is_refused():
    error = refusal(num_ctx=4096)
    assert (error.field, error.code) == ("num_ctx", "unknown_field")


def test_every_parameter_of_the_sdk_is_either_taken_or_refused_as_not_supported():
    known = set(completion_create_params.CompletionCreateParamsBase.__annotations__) | {"stream"}
    assert known - {*parameters.PASSED, *parameters.OWN, *parameters.NOTHING} == set()
