"""The messages of a conversation: what roles and contents are taken, and how much of them."""

from __future__ import annotations

from typing import Any

from tools.toolbox.base import InvalidInput
from tools.toolbox.fields import shown, text

ROLES = ("system", "developer", "user", "assistant")
MOST_MESSAGES = 500
MOST_PARTS = 100
# Fields that OpenAI's SDK writes into a message even when they say nothing; anything but nothing is refused.
SILENT = ("name", "refusal", "annotations", "audio", "function_call", "tool_calls", "tool_call_id")

PART_SCHEMA = {
    "type": "object",
    "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    "required": ["type", "text"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_MESSAGES,
    "description": "The conversation so far, oldest first. `developer` means the same as `system`.",
    "items": {
        "type": "object",
        "properties": {
            "role": {"type": "string", "enum": list(ROLES)},
            "content": {
                "oneOf": [
                    {"type": "string"},
                    {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": PART_SCHEMA},
                ]
            },
        },
        "required": ["role", "content"],
    },
}


def clean_messages(value: Any, most_characters: int) -> list[dict[str, str]]:
    """The messages as {"role", "content"} with plain text and without `developer`, which open models don't know.

    `most_characters` bounds all of the text together before anything counts its tokens, as counting isn't free.
    """
    if value is None:
        raise InvalidInput("messages", "messages is missing: send a list of at least one message.", "required")
    if not isinstance(value, list):
        raise InvalidInput("messages", "messages must be a list of messages.", "invalid_type")
    if not 1 <= len(value) <= MOST_MESSAGES:
        raise InvalidInput("messages", f"messages must have from 1 to {MOST_MESSAGES} messages; you sent {len(value)}.")
    messages = [_message(message, f"messages[{index}]") for index, message in enumerate(value)]
    size = sum(len(message["content"]) for message in messages)
    if size > most_characters:
        raise InvalidInput(
            "messages",
            f"The messages have {size:,} characters, more than the {most_characters:,} that could fit this model's "
            "context. Shorten them or leave out the oldest.",
            "context_length_exceeded",
        )
    return messages


def _message(value: Any, field: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise InvalidInput(field, f"{field} must be an object with role and content.", "invalid_type")
    for name, extra in value.items():
        if name in ("role", "content") or (name in SILENT and extra in (None, [])):
            continue
        where = f"{field}.{shown(name)}"
        raise InvalidInput(where, f"{where} isn't supported. A message has a role and a content.", "unknown_field")
    role = value.get("role")
    if role not in ROLES:
        raise InvalidInput(f"{field}.role", f"{field}.role must be one of: {', '.join(ROLES)}.")
    content = _content(value.get("content"), f"{field}.content")
    if role == "user" and not content.strip():
        raise InvalidInput(f"{field}.content", f"{field}.content is empty. Write what you want to ask.", "required")
    return {"role": "system" if role == "developer" else role, "content": content}


def _content(value: Any, field: str) -> str:
    """A string, or the parts of one joined as they stand."""
    if not isinstance(value, list):
        if value is None:
            raise InvalidInput(field, f"{field} is missing: send a string or a list of text parts.", "required")
        return text(value, field)
    if not 1 <= len(value) <= MOST_PARTS:
        raise InvalidInput(field, f"{field} must have from 1 to {MOST_PARTS} parts; you sent {len(value)}.")
    return "".join(_part(part, f"{field}[{index}]") for index, part in enumerate(value))


def _part(value: Any, field: str) -> str:
    if not isinstance(value, dict):
        raise InvalidInput(field, f'{field} must be an object like {{"type": "text", "text": "…"}}.', "invalid_type")
    if value.get("type") != "text":
        raise InvalidInput(f"{field}.type", f'{field}.type must be "text": other kinds of content aren\'t supported.')
    for name in value:
        if name not in ("type", "text"):
            raise InvalidInput(f"{field}.{shown(name)}", f"{field} may have only type and text.", "unknown_field")
    return text(value.get("text"), f"{field}.text")
