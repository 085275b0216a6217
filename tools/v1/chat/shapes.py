"""OpenAI's objects: chat.completion and chat.completion.chunk, field for field."""

from __future__ import annotations

from typing import Any

from tools.models import Generation

# A model stopped from elsewhere (by /api, or because nobody read on) has no word of its own at OpenAI.
FINISH_REASONS = {"cancelled": "stop"}


def completion(generation: Generation) -> dict[str, Any]:
    """A finished generation as a chat.completion."""
    output = generation.output or {"choices": []}
    choices = [
        {
            "index": index,
            "message": {"role": "assistant", "content": choice["text"], "refusal": None},
            "logprobs": None,
            "finish_reason": finish_reason(choice["finish_reason"]),
        }
        for index, choice in enumerate(output["choices"])
    ]
    return {**_head(generation, "chat.completion"), "choices": choices, "usage": generation.usage}


def finish_reason(reason: str) -> str:
    """Our reason in OpenAI's words: "stop" or "length"."""
    return FINISH_REASONS.get(reason, reason)


class Chunks:
    """The chunks of one streamed answer. With `include_usage` each says `"usage": null` but one more at the end."""

    def __init__(self, generation: Generation, *, include_usage: bool) -> None:
        self._head = _head(generation, "chat.completion.chunk")
        self._usage: dict[str, Any] = {"usage": None} if include_usage else {}

    def opening(self, index: int) -> dict[str, Any]:
        """The first chunk of a choice: who speaks."""
        return self._chunk(index, {"role": "assistant", "content": "", "refusal": None})

    def piece(self, index: int, text: str) -> dict[str, Any]:
        """Some text."""
        return self._chunk(index, {"content": text})

    def ending(self, index: int, reason: str) -> dict[str, Any]:
        """The last chunk of a choice: why it ended."""
        return self._chunk(index, {}, finish_reason(reason))

    def usage(self, usage: dict[str, int]) -> dict[str, Any]:
        """The tokens of all choices together, in a chunk without choices."""
        return {**self._head, "choices": [], "usage": usage}

    def _chunk(self, index: int, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**self._head, "choices": [choice], **self._usage}


def _head(generation: Generation, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{generation.pk.hex}",
        "object": kind,
        "created": int(generation.created_at.timestamp()),
        "model": generation.model,
        "system_fingerprint": None,
    }
