"""What the page of one entry shows."""

from __future__ import annotations

from typing import Any

from accounts.principal import Principal
from tools import conversations, toolbox
from tools.history import search
from tools.history.entry import Entry, model_name
from tools.models import Generation

SOURCES = {"page": "This site's pages", "api": "The API (/api)", "v1": "The API (/v1)"}
ROLES = {"system": "Instructions", "user": "You", "assistant": "Answer"}
NAMES = {"max_tokens": "Most tokens", "temperature": "Temperature", "top_p": "Top p", "seed": "Seed", "stop": "Stop at"}


def details(entry: Entry, principal: Principal) -> dict[str, Any]:
    """What the template needs."""
    run = entry.last
    context = {
        "entry": entry,
        "run": run,
        "model": model_name(run.model),
        "source": SOURCES.get(run.source, run.source),
    }
    if entry.is_conversation:
        turns = conversations.turns(entry.row)
        return context | {"turns": turns, "answers": {str(turn.generation.pk): turn.answer for turn in turns}}
    choices = (run.output or {}).get("choices", [])
    return context | {
        "asked": _asked(run),
        "choices": choices,
        "answers": {f"{run.pk}-{index}": choice["text"] for index, choice in enumerate(choices)},
        "settings": _settings(run),
        "most": _quote(run),
    }


def _asked(run: Generation) -> list[tuple[str, str]]:
    """Who said what, or which input has which text."""
    if "messages" in run.inputs:
        return [(ROLES.get(message["role"], message["role"]), message["content"]) for message in run.inputs["messages"]]
    return [("Input", text) for text in search.texts(run.inputs)]


def _settings(run: Generation) -> list[tuple[str, str]]:
    """The other inputs that say something, with plain names where there are some."""
    rest = {name: value for name, value in run.inputs.items() if name not in ("messages", "model")}
    shown = {
        name: value for name, value in rest.items() if not isinstance(value, str | dict) and value not in (None, [])
    }
    return [
        (NAMES.get(name, name), ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in shown.items()
        if (name, value) != ("n", 1)
    ]


def _quote(run: Generation) -> int | None:
    """The most that the same run would cost now; None where it can't be run any more."""
    try:
        tool = toolbox.get(run.tool)
        inputs = tool.clean(run.inputs)
        return tool.quote(inputs, tool.model(inputs)).tokens
    except (toolbox.UnknownTool, toolbox.InvalidInput):
        return None
