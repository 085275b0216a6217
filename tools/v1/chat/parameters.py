"""OpenAI's parameters of a chat completion, turned into the chat tool's inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.toolbox import InvalidInput, fields
from tools.v1 import unsupported
from tools.v1.unsupported import Nothing, boolean

PASSED = ("model", "messages", "temperature", "top_p", "seed", "stop", "n")
OWN = ("stream", "stream_options", "max_tokens", "max_completion_tokens", "user")
NOTHING: Nothing = {
    "audio": (),
    "frequency_penalty": (0,),
    "function_call": ("none",),
    "functions": ([],),
    "logit_bias": ({},),
    "logprobs": (False,),
    "metadata": ({},),
    "modalities": (["text"],),
    "moderation": (),
    "parallel_tool_calls": (True, False),
    "prediction": (),
    "presence_penalty": (0,),
    "prompt_cache_key": (),
    "prompt_cache_options": (),
    "prompt_cache_retention": (),
    "reasoning_effort": ("none",),
    "response_format": ({"type": "text"},),
    "safety_identifier": (),
    "service_tier": ("auto", "default"),
    "store": (False,),
    "tool_choice": ("none",),
    "tools": ([],),
    "top_logprobs": (0,),
    "verbosity": (),
    "web_search_options": (),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the answer is wanted."""

    stream: bool
    include_usage: bool


def read(data: Mapping[str, Any]) -> tuple[dict[str, Any], Delivery]:
    """The chat tool's inputs, still to be cleaned by it, and the delivery. Raises InvalidInput."""
    unsupported.refuse(data, (*PASSED, *OWN), NOTHING)
    if data.get("model") is None:
        raise InvalidInput("model", "model is missing: name one of those that /v1/models lists.", "required")
    unsupported.user(data.get("user"))
    inputs = {name: data[name] for name in PASSED if name in data}
    return inputs | {"max_tokens": data.get(_length_name(data))}, _delivery(data)


def as_sent(error: InvalidInput, data: Mapping[str, Any]) -> InvalidInput:
    """The chat tool's error, naming the length as the caller named it."""
    name = _length_name(data)
    if error.field != "max_tokens" or name == "max_tokens":
        return error
    return InvalidInput(name, error.message.replace("max_tokens", name), error.code)


def _length_name(data: Mapping[str, Any]) -> str:
    """Which of the two names for the answer's length the caller used."""
    names = [name for name in ("max_tokens", "max_completion_tokens") if data.get(name) is not None]
    if len(names) == 2:
        raise InvalidInput("max_tokens", "max_tokens and max_completion_tokens mean the same: send only one of them.")
    return names[0] if names else "max_tokens"


def _delivery(data: Mapping[str, Any]) -> Delivery:
    stream = boolean(data.get("stream"), "stream")
    options = data.get("stream_options")
    if options is None:
        return Delivery(stream, include_usage=False)
    if not isinstance(options, dict):
        raise InvalidInput("stream_options", "stream_options must be an object.", "invalid_type")
    if not stream:
        raise InvalidInput("stream_options", "stream_options may only be sent with stream: true.")
    for name, value in options.items():
        where = f"stream_options.{fields.shown(name)}"
        if name == "include_obfuscation" and value:
            raise InvalidInput(where, f"{where} isn't supported; leave it out.", "unsupported_parameter")
        if name not in ("include_usage", "include_obfuscation"):
            raise InvalidInput(where, f"Unknown parameter: {where}.", "unknown_field")
    return Delivery(stream, boolean(options.get("include_usage"), "stream_options.include_usage"))
