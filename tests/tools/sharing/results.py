"""Finished chats, as a worker would have left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from tests.cast import Member
from tools.models import Conversation, Generation

INPUTS: dict[str, Any] = {
    "model": "smollm2-135m-instruct",
    "temperature": 0.7,
    "top_p": 1.0,
    "max_tokens": 300,
    "seed": 7,
    "n": 1,
    "stop": [],
}


def finished(owner: str, messages: list[dict[str, str]], answer: str, **fields: Any) -> Generation:
    """A run that has ended well."""
    row = {
        "tool": "chat",
        "kind": "text",
        "model": "smollm2-135m-instruct",
        "source": "page",
        "inputs": INPUTS | {"messages": messages},
        "state": Generation.State.SUCCEEDED,
        "held": 100,
        "charged": 100,
        "output": {"choices": [{"text": answer, "finish_reason": "stop"}]},
    }
    return Generation.objects.create(owner=owner, **(row | fields))


def question(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


@dataclass(frozen=True)
class Chat:
    """A conversation and its runs."""

    conversation: Conversation
    runs: list[Generation]

    @classmethod
    def of(cls, member: Member, turns: Sequence[tuple[str, str]], title: str) -> Self:
        owner = member.principal.owner
        conversation = Conversation.objects.create(owner=owner, title=title)
        said: list[dict[str, str]] = []
        runs = []
        for position, (asked, answer) in enumerate(turns):
            said = [*said, question(asked)]
            runs.append(finished(owner, said, answer, conversation=conversation, position=position))
            said = [*said, {"role": "assistant", "content": answer}]
        return cls(conversation, runs)
