"""One address of /v1 by what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from tools.v1.unsupported import Nothing


@dataclass(frozen=True, slots=True)
class End:
    """Its tool, which of the tool's inputs are passed on, what else is taken, and what may ask for nothing."""

    tool: str
    passed: tuple[str, ...]
    own: tuple[str, ...]
    nothing: Nothing
