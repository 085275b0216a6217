"""How and by what a result was made, in words, as each format writes it down."""

from __future__ import annotations

from collections.abc import Iterator

from tools.languages import LANGUAGES
from tools.outcome import clock
from tools.sharing.snapshot import Part, Snapshot

WARNING = "Written by a language model; it may be wrong."
# What stands beside what a model made, by the model's kind.
NOTES = {
    "text": WARNING,
    "image": "Drawn by an image model; nothing in it need be real.",
    "speech": "Written down by a speech model; it may have misheard.",
}
_NAMES = {
    "temperature": "Temperature",
    "top_p": "Top p",
    "max_tokens": "Length at most (tokens)",
    "seed": "Seed",
    "steps": "Steps",
    "guidance": "Guidance",
    "strength": "Strength",
}


def facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The facts about all of it, as names and values; where the runs differ, the last one's."""
    last = snapshot.parts[-1]
    return [("Tool", f"{snapshot.tool_name} on Rewind"), *part_facts(last)]


def part_facts(part: Part) -> Iterator[tuple[str, str]]:
    """The facts about one run."""
    licence = f" ({part.model.licence})" if part.model.licence else ""
    yield "Model", part.model.name + licence
    if part.transcript:
        yield from (
            ("Language heard", LANGUAGES.get(part.transcript.language or "", "unknown")),
            ("Length", clock(part.transcript.duration)),
        )
    else:
        yield from _settings(part)
    yield "Made", f"{part.made:%d %B %Y, %H:%M} UTC"


def _settings(part: Part) -> Iterator[tuple[str, str]]:
    if part.pictures:
        yield "Size", f"{part.pictures[0].width} by {part.pictures[0].height}"
    yield from ((_NAMES[name], str(value)) for name, value in part.settings.items() if name != "seed")
    if part.pictures:
        yield _NAMES["seed"], ", ".join(str(picture.seed) for picture in part.pictures)
    else:
        yield _NAMES["seed"], str(part.settings.get("seed", "random"))
