"""Markdown as the model wrote it, with the settings as YAML before it."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tools.downloads.format import Format
from tools.downloads.telling import WARNING
from tools.sharing.snapshot import Snapshot


def write(snapshot: Snapshot) -> bytes:
    """UTF-8. The front matter is of the last run, where a conversation's differ."""
    return "\n".join(_lines(snapshot)).encode()


def _lines(snapshot: Snapshot) -> Iterator[str]:
    yield from ("---", _front_matter(snapshot) + "---", "", f"# {snapshot.title}", "")
    for part in snapshot.parts:
        if part.prompt is not None:
            # Indented, for what people write isn't Markdown: it must come out as it was typed.
            yield from ("## Question", "", *(f"    {line}" for line in part.prompt.split("\n")), "", "## Answer", "")
        for answer in part.answers:
            yield from (answer, "")


def _front_matter(snapshot: Snapshot) -> str:
    part = snapshot.parts[-1]
    facts = {
        "title": snapshot.title,
        "tool": snapshot.tool,
        "model": part.model.slug,
        "licence": part.model.licence,
        **part.settings,
        "created": part.created_at,
        "note": WARNING,
    }
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=1_000)


FORMAT = Format("md", "Markdown", "text/markdown; charset=utf-8", frozenset({"text"}), write, order=20)
