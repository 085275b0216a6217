"""The ledger's entries as people read them."""

from __future__ import annotations

from datetime import date

from billing.models import Transfer
from tools import catalogue, toolbox
from tools.catalogue import UnknownModel
from tools.toolbox import UnknownTool

Kind = Transfer.Kind
BEFORE = "Used before you signed in"
RUN = "A run of a tool"  # of the time before the ledger said which

_WORDS: dict[str, str] = {
    Kind.BUY: "Bought",
    Kind.TAKE_BACK: "Taken back for a refund",
    Kind.GIVE_BACK: "Given back: the refund didn't happen",
    Kind.FREEZE: "Set aside while the bank looks into the payment",
    Kind.THAW: "Free to use again: the bank has decided",
    Kind.TAKE_FROZEN: "Taken back: the bank returned the payment",
    Kind.CARRY: BEFORE,
    Kind.UNCARRY: "Set aside before you signed in, and not used",
}


def words(transfer: Transfer, day: date | None, today: date) -> str:
    """What `transfer` was; `day` is that of the free tokens that it moved, None where it moved others."""
    if transfer.kind == Kind.SETTLE:
        return run_words(transfer.note)
    if transfer.kind == Kind.GRANT:
        return "Today's free tokens" if day == today else f"Free tokens of {day:%-d %B}"
    if transfer.kind == Kind.CLOSE:
        return f"Leftover free tokens of {day:%-d %B} expired"
    if transfer.kind == Kind.ADJUST:
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
