"""How and by what a result was made, in words, as each format writes it down."""

from __future__ import annotations

from collections.abc import Iterator

from tools.sharing.snapshot import Part, Snapshot

WARNING = "Written by a language model; it may be wrong."
_NAMES = {"temperature": "Temperature", "top_p": "Top p", "max_tokens": "Length at most (tokens)", "seed": "Seed"}


def facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The facts about all of it, as names and values; where the runs differ, the last one's."""
    last = snapshot.parts[-1]
    return [("Tool", f"{snapshot.tool_name} on Rewind"), *part_facts(last)]


def part_facts(part: Part) -> Iterator[tuple[str, str]]:
    """The facts about one run."""
    licence = f" ({part.model.licence})" if part.model.licence else ""
    yield "Model", part.model.name + licence
    yield from ((_NAMES[name], str(value)) for name, value in part.settings.items())
    if "seed" not in part.settings:
        yield _NAMES["seed"], "random"
    yield "Made", f"{part.made:%d %B %Y, %H:%M} UTC"
