"""Prompts as the model sees them: the chat template and the tokenizer of the model's folder, without torch.

The web process counts with this before a token is spent and the text engine encodes with it, so the two can't differ.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Template
from jinja2.exceptions import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Tokenizer

from tools import weights
from tools.catalogue import Model

Message = dict[str, str]

# What a message and a whole prompt may cost beyond their bytes, where only the upstream server knows its template. A
# byte-level tokenizer makes at most one token of a byte, so bytes and these are an upper bound.
UPSTREAM_PER_MESSAGE = 16
UPSTREAM_PER_PROMPT = 64


@dataclass(frozen=True, slots=True)
class Prompter:
    """One model's tokenizer and chat template."""

    tokenizer: Tokenizer
    template: Template
    special: dict[str, str]  # the special tokens that a template may name: bos_token, eos_token...

    def render(self, messages: list[Message]) -> str:
        """The whole conversation as one text that ends where the assistant's next message begins."""
        return self.template.render(
            messages=[_known_role(message) for message in messages], add_generation_prompt=True, **self.special
        )

    def encode(self, messages: list[Message]) -> list[int]:
        """The conversation's token ids."""
        # The template writes the special tokens itself, so the tokenizer may add none.
        return self.tokenizer.encode(self.render(messages), add_special_tokens=False).ids


def prompter(model: Model) -> Prompter:
    """The model's tokenizer and template, read once. Raises weights.BrokenWeights where they aren't there."""
    place = weights.folder(model)
    if not (place / "tokenizer.json").is_file():
        raise weights.BrokenWeights(f"{model.name} isn't in {place}: run `python manage.py weights`.")
    return _read(place)


def count_prompt(model: Model, messages: list[Message]) -> int:
    """How many tokens the messages are as a prompt; for an upstream model an upper bound."""
    if model.engine == "upstream":
        size = sum(len(message["content"].encode()) + UPSTREAM_PER_MESSAGE for message in messages)
        return size + UPSTREAM_PER_PROMPT
    return len(prompter(model).encode(messages))


@lru_cache(maxsize=8)
def _read(place: Path) -> Prompter:
    config = json.loads((place / "tokenizer_config.json").read_text(encoding="utf-8"))
    file = place / "chat_template.jinja"
    source = file.read_text(encoding="utf-8") if file.is_file() else config["chat_template"]
    special = {name: _text(config[name]) for name in ("bos_token", "eos_token", "pad_token") if config.get(name)}
    return Prompter(Tokenizer.from_file(str(place / "tokenizer.json")), _environment().from_string(source), special)


def _text(token: str | dict[str, Any]) -> str:
    return token if isinstance(token, str) else token["content"]


def _known_role(message: Message) -> Message:
    """`developer` is OpenAI's newer name for `system`, which open models' templates don't know."""
    role = "system" if message["role"] == "developer" else message["role"]
    return {"role": role, "content": message["content"]}


def _environment() -> ImmutableSandboxedEnvironment:
    """Jinja as transformers sets it up for chat templates (utils/chat_template_utils.py, _compile_jinja_template)."""

    def raise_exception(message: str) -> None:
        raise TemplateError(message)

    def tojson(value: Any, **options: Any) -> str:
        return json.dumps(value, ensure_ascii=False, **options)

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = tojson
    environment.globals["raise_exception"] = raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now().astimezone().strftime(form)
    return environment
