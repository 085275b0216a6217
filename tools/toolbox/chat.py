"""Chat: a conversation with a text model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from tools.toolbox import fields, messages
from tools.toolbox.text import SAMPLING_SCHEMA, TextTool

INPUTS = ("messages", *SAMPLING_SCHEMA)


class Chat(TextTool):
    """Messages in, the next message out."""

    slug = "chat"
    name = "Chat"
    summary = "Talk with an open language model: ask, follow up, and see the answer as it is written."
    order = 10
    example = {"messages": [{"role": "user", "content": "What is an API? Answer in one sentence."}], "max_tokens": 60}

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"messages": messages.SCHEMA, **SAMPLING_SCHEMA},
            "required": ["messages"],
            "additionalProperties": False,
        }

    def clean(self, data: Mapping[str, Any], principal: Principal | None = None) -> dict[str, Any]:
        fields.only(data, INPUTS)
        model = self.model(data)
        inputs: dict[str, Any] = {"model": model.slug}
        inputs["messages"] = messages.clean_messages(data.get("messages"), self.most_characters(model))
        inputs |= self.clean_sampling(data)
        inputs["max_tokens"] = self.clean_length(data.get("max_tokens"), inputs, model, principal)
        return inputs

    def job_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in inputs.items() if name != "model"}


TOOL = Chat()
