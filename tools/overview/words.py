"""The ledger's entries as people read them."""

from __future__ import annotations

from datetime import date

from billing.models import Transfer
from tools import catalogue, toolbox
from tools.catalogue import UnknownModel
from tools.toolbox import UnknownTool

BEFORE = "Used before you signed in"
RUN = "A run of a tool"  # of the time before the ledger said which

_WORDS = {
    "buy": "Bought",
    "take_back": "Taken back for a refund",
    "give_back": "Given back: the refund didn't happen",
    "freeze": "Set aside while the bank looks into the payment",
    "thaw": "Free to use again: the bank has decided",
    "take_frozen": "Taken back: the bank returned the payment",
    "carry": BEFORE,
    "uncarry": "Set aside before you signed in, and not used",
}


def words(transfer: Transfer, day: date | None, today: date) -> str:
    """What `transfer` was; `day` is that of the free tokens that it moved, if it moved some."""
    if transfer.kind == "settle":
        return run_words(transfer.note)
    if transfer.kind == "grant":
        return "Today's free tokens" if day == today else f"Free tokens of {day:%-d %B}"
    if transfer.kind == "close":
        return f"Leftover free tokens of {day:%-d %B} expired"
    if transfer.kind == "adjust":
        return f"Correction by our staff: {transfer.note}"
    return _WORDS.get(transfer.kind) or transfer.get_kind_display().capitalize()


def run_words(note: str) -> str:
    """The note of a charge, "chat smollm2-135m-instruct", as "Chat with SmolLM2 135M Instruct"."""
    tool, _, model = note.partition(" ")
    if not tool:
        return RUN
    return f"{tool_name(tool)} with {_model_name(model)}" if model else tool_name(tool)


def tool_name(slug: str) -> str:
    """A tool's name; its slug when it is gone from the toolbox."""
    try:
        return toolbox.get(slug).name
    except UnknownTool:
        return slug.capitalize()


def _model_name(slug: str) -> str:
    try:
        return catalogue.model(slug).name
    except UnknownModel:
        return slug
