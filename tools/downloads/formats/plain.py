"""Plain text, without Markdown's marks."""

from __future__ import annotations

from collections.abc import Iterator

from tools.downloads.format import Format
from tools.downloads.telling import WARNING, facts
from tools.sharing.plain import plain
from tools.sharing.snapshot import Snapshot

RULE = "-" * 40


def write(snapshot: Snapshot) -> bytes:
    """UTF-8, the title first and the settings last."""
    return "\n".join(_lines(snapshot)).encode()


def _lines(snapshot: Snapshot) -> Iterator[str]:
    yield from (snapshot.title, "")
    for part in snapshot.parts:
        if part.prompt is not None:
            yield from ("Question:", "", part.prompt, "", "Answer:", "")
        for answer in part.answers:
            yield from (plain(answer), "")
    yield RULE
    yield from (f"{name}: {value}" for name, value in facts(snapshot))
    yield from (WARNING, "")


FORMAT = Format("txt", "Text", "text/plain; charset=utf-8", frozenset({"text"}), write, order=10)
