"""A worker process: it loads its models, then runs what it is rung for."""

from __future__ import annotations

from typing import Any


def run(generation_id: str) -> None:
    """Claim the generation and run it; nothing happens when it is claimed or over already."""


def workers() -> dict[str, list[dict[str, Any]]]:
    """The workers that said lately how they are, by kind: {"text": [{"name", "state", "detail", "models", "busy"}]}."""
    return {}
