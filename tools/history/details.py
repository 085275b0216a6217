"""What the page of one entry shows."""

from __future__ import annotations

from typing import Any

from accounts.principal import Principal
from tools import conversations, outcome, toolbox
from tools.history import search
from tools.history.entry import Entry, model_name
from tools.languages import LANGUAGES
from tools.models import Generation
from tools.sharing import own, showing
from tools.sharing.snapshot import NothingFinished, Snapshot

SOURCES = {"page": "This site's pages", "api": "The API (/api)", "v1": "The API (/v1)"}
ROLES = {"system": "Instructions", "user": "You", "assistant": "Answer"}
NAMES = {
    "max_tokens": "Most tokens",
    "temperature": "Temperature",
    "top_p": "Top p",
    "seed": "Seed",
    "stop": "Stop at",
    "size": "Size",
    "n": "How many",
    "steps": "Steps",
    "guidance": "Guidance",
    "strength": "Strength",
    "language": "Language",
}
_SHOWN_APART = ("messages", "model", "prompt", "file")


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
    choices = outcome.choices(run)
    made = _made(run)
    return context | {
        "asked": _asked(run),
        "sent": outcome.sent(run),
        "choices": choices,
        "made": made,
        "pictures": showing.to_owner(run, made) if made else [],
        "transcript": outcome.transcript(run),
        "answers": {f"{run.pk}-{index}": choice["text"] for index, choice in enumerate(choices)},
        "settings": _settings(run),
        "most": _quote(run),
        "tool_page": _tool_page(run),
    }


def _made(run: Generation) -> Snapshot | None:
    """The whole of it, where something came of it that can be shared and downloaded."""
    try:
        return own.kept_copy(run)
    except NothingFinished:
        return None


def _asked(run: Generation) -> list[tuple[str, str]]:
    """Who said what, or which input has which text."""
    if "messages" in run.inputs:
        return [(ROLES.get(message["role"], message["role"]), message["content"]) for message in run.inputs["messages"]]
    called = {"image": "", "speech": "Said beforehand"}.get(run.kind, "Input")
    return [(called, text) for text in search.texts(run.inputs) if text]


def _settings(run: Generation) -> list[tuple[str, str]]:
    """The other inputs that say something, with plain names where there are some."""
    rest = {name: value for name, value in run.inputs.items() if name not in _SHOWN_APART}
    shown = {
        name: value
        for name, value in rest.items()
        if value not in (None, []) and not isinstance(value, dict) and (name in NAMES or not isinstance(value, str))
    }
    return [(NAMES.get(name, name), _said(name, value)) for name, value in shown.items() if (name, value) != ("n", 1)]


def _said(name: str, value: Any) -> str:
    if name == "size":
        return value.replace("x", " by ")
    if name == "language":
        return LANGUAGES.get(value, value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _tool_page(run: Generation) -> str:
    """Where the tool's own page shows the run; "" where it has none."""
    if run.kind == "text" or run.tool not in {tool.slug for tool in toolbox.ALL}:
        return ""
    return f"/tools/{run.tool}/{run.pk}/"


def _quote(run: Generation) -> int | None:
    """The most that the same run would cost now; None where it can't be run any more."""
    try:
        tool = toolbox.get(run.tool)
        inputs = tool.clean(run.inputs)
        return tool.quote(inputs, tool.model(inputs)).tokens
    except (toolbox.UnknownTool, toolbox.InvalidInput):
        return None
