"""Parameters of OpenAI's that we don't do.

What isn't supported is refused by name. Of such a parameter only the values that ask for nothing are taken, since
clients send them as defaults; dropping any other would give an answer that isn't what was asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tools.toolbox import InvalidInput, fields

Nothing = Mapping[str, tuple[Any, ...]]  # by parameter, the values that ask for nothing
LONGEST_USER = 512


def refuse(data: Mapping[str, Any], taken: Collection[str], nothing: Nothing) -> None:
    """Refuse what is neither taken nor asks for nothing."""
    for name, value in data.items():
        if name not in taken:
            _refuse(name, value, nothing)


def boolean(value: Any, field: str) -> bool:
    """A truth value; left out, it is false."""
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(field, f"{field} must be true or false.", "invalid_type")
    return bool(value)


def user(value: Any) -> None:
    """Check `user`, which we don't use."""
    if value is not None and len(fields.text(value, "user")) > LONGEST_USER:
        raise InvalidInput("user", f"user may have at most {LONGEST_USER} characters.", "too_long")


def _refuse(name: str, value: Any, nothing: Nothing) -> None:
    known = name.partition("[")[0]  # a form's "chunking_strategy[type]" is a part of it
    if known not in nothing:
        raise InvalidInput(fields.shown(name), f"Unknown parameter: {fields.shown(name)!r}.", "unknown_field")
    if value is not None and not any(value == each and _same_kind(value, each) for each in nothing[known]):
        raise InvalidInput(known, f"{known} isn't supported yet; leave it out.", "unsupported_parameter")


def _same_kind(value: Any, nothing: Any) -> bool:
    """False isn't 0 here, though Python says so."""
    return isinstance(value, bool) == isinstance(nothing, bool)
