"""What all tools that run a text model share: how it samples, how long it may answer and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.principal import Principal
from billing import ledger
from tools.catalogue import Model
from tools.engines.base import Result
from tools.engines.tokens import count_prompt
from tools.quotes import Quote, text_affordable, text_price
from tools.toolbox import fields
from tools.toolbox.base import InvalidInput, Tool

DEFAULT_MAX_TOKENS = 512
# An answer that nobody gave a length to isn't cut shorter than this by a small balance: it is refused instead.
SHORTEST_DEFAULT = 16
MOST_TOKENS = 1_000_000
MOST_STOPS, LONGEST_STOP = 4, 200
MOST_CHOICES = 4
SEED_LOW, SEED_HIGH = -(2**63), 2**63 - 1
# Ordinary text has 2 to 5 characters a token. Text longer than this many a token of context isn't worth tokenising.
CHARACTERS_PER_TOKEN = 12

SAMPLING: dict[str, tuple[Any, Callable[[Any, str], Any]]] = {
    # name: (default, reader)
    "temperature": (0.7, lambda value, field: fields.number(value, field, 0, 2)),
    "top_p": (1.0, lambda value, field: fields.number(value, field, 0, 1)),
    "seed": (None, lambda value, field: fields.integer(value, field, SEED_LOW, SEED_HIGH)),
    "stop": ((), lambda value, field: fields.texts(value, field, MOST_STOPS, LONGEST_STOP)),
    "n": (1, lambda value, field: fields.integer(value, field, 1, MOST_CHOICES)),
}
STOP_ITEM = {"type": "string", "minLength": 1, "maxLength": LONGEST_STOP}
SAMPLING_SCHEMA: dict[str, Any] = {
    "model": {"type": ["string", "null"], "description": "A model's slug; the default model where it is left out."},
    "max_tokens": {
        "type": ["integer", "null"],
        "minimum": 1,
        "maximum": MOST_TOKENS,
        "description": "The most tokens of each answer. Left out: 512, or what the context and your balance allow.",
    },
    "temperature": {"type": ["number", "null"], "minimum": 0, "maximum": 2, "default": 0.7},
    "top_p": {"type": ["number", "null"], "minimum": 0, "maximum": 1, "default": 1},
    "seed": {"type": ["integer", "null"], "minimum": SEED_LOW, "maximum": SEED_HIGH},
    "stop": {
        "oneOf": [STOP_ITEM, {"type": "array", "maxItems": MOST_STOPS, "items": STOP_ITEM}, {"type": "null"}],
        "description": "The answer ends before the first of these strings.",
    },
    "n": {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_CHOICES, "default": 1},
}


class TextTool(Tool):
    """A tool whose inputs end up as messages to a text model."""

    kind = "text"
    price_note = "The model's tokens, prompt and answer together; at least 100."

    def quote(self, inputs: dict[str, Any], model: Model) -> Quote:
        prompt_tokens = count_prompt(model, self.job_inputs(inputs)["messages"])
        return Quote(text_price(prompt_tokens + inputs["n"] * inputs["max_tokens"], model.factor), prompt_tokens)

    def price(self, result: Result, model: Model) -> int:
        if result.completion_tokens == 0:
            return 0
        return text_price(result.prompt_tokens + result.completion_tokens, model.factor)

    def clean_sampling(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The checked sampling inputs, defaults filled in; null means the same as leaving an input out."""
        cleaned = {}
        for name, (default, reader) in SAMPLING.items():
            value = data.get(name)
            cleaned[name] = reader(value, name) if value is not None else default
        cleaned["stop"] = list(cleaned["stop"])
        return cleaned

    def most_characters(self, model: Model) -> int:
        """How much text may come to the tokenizer."""
        return model.context_length * CHARACTERS_PER_TOKEN

    def clean_length(self, value: Any, inputs: dict[str, Any], model: Model, principal: Principal | None) -> int:
        """max_tokens for these otherwise complete inputs: what was asked for, capped by the context, or the default."""
        wanted = None if value is None else fields.integer(value, "max_tokens", 1, MOST_TOKENS)
        prompt_tokens = count_prompt(model, self.job_inputs(inputs)["messages"])
        room = model.context_length - prompt_tokens
        if room < 1:
            raise InvalidInput(
                "messages",
                f"This model's context is {model.context_length:,} tokens, and the messages alone take "
                f"{prompt_tokens:,}. Shorten them or leave out the oldest.",
                "context_length_exceeded",
            )
        if wanted is not None:
            return min(wanted, room)
        default = min(DEFAULT_MAX_TOKENS, room)
        return default if principal is None else _affordable(default, prompt_tokens, inputs["n"], model, principal)


def _affordable(default: int, prompt_tokens: int, choices: int, model: Model, principal: Principal) -> int:
    """The default length, or as much as the balance and the key's limit allow. Raises what `Balance.refusal` makes."""
    balance = ledger.balance(principal)
    length = min(default, text_affordable(balance.available, prompt_tokens, choices, model.factor))
    least = min(default, SHORTEST_DEFAULT)
    if length < least:
        raise balance.refusal(text_price(prompt_tokens + choices * least, model.factor))
    return length
