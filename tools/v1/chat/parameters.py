"""OpenAI's parameters of a chat completion, turned into the chat tool's inputs.

What isn't supported is refused by name. Of such a parameter only the values that ask for nothing are taken, since
clients send them as defaults; dropping any other would give an answer that isn't what was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.toolbox import InvalidInput, fields

PASSED = ("model", "messages", "temperature", "top_p", "seed", "stop", "n")
OWN = ("stream", "stream_options", "max_tokens", "max_completion_tokens", "user")
NOTHING: Mapping[str, tuple[Any, ...]] = {
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
LONGEST_USER = 512


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the answer is wanted."""

    stream: bool
    include_usage: bool


def read(data: Mapping[str, Any]) -> tuple[dict[str, Any], Delivery]:
    """The chat tool's inputs, still to be cleaned by it, and the delivery. Raises InvalidInput."""
    for name, value in data.items():
        if name not in PASSED and name not in OWN:
            _refuse(name, value)
    if data.get("model") is None:
        raise InvalidInput("model", "model is missing: name one of those that /v1/models lists.", "required")
    if data.get("user") is not None and len(fields.text(data["user"], "user")) > LONGEST_USER:
        raise InvalidInput("user", f"user may have at most {LONGEST_USER} characters.", "too_long")
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
    stream = _boolean(data.get("stream"), "stream")
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
    return Delivery(stream, _boolean(options.get("include_usage"), "stream_options.include_usage"))


def _boolean(value: Any, field: str) -> bool:
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(field, f"{field} must be true or false.", "invalid_type")
    return bool(value)


def _refuse(name: str, value: Any) -> None:
    """Refuse a parameter that we don't do, unless its value asks for nothing."""
    if name not in NOTHING:
        raise InvalidInput(fields.shown(name), f"Unknown parameter: {fields.shown(name)!r}.", "unknown_field")
    if value is not None and not any(value == nothing and _same_kind(value, nothing) for nothing in NOTHING[name]):
        message = f"{name} isn't supported yet; leave it out."
        raise InvalidInput(name, message, "unsupported_parameter")


def _same_kind(value: Any, nothing: Any) -> bool:
    """False isn't 0 here, though Python says so."""
    return isinstance(value, bool) == isinstance(nothing, bool)
