"""One page of lines, newest first, and the ways to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from tools.overview.lines import Line, Lines, Span

SIZE = 50  # transfers a page


@dataclass(frozen=True, slots=True)
class Page:
    """`older` and `newer` are where the neighbours begin, as `page` takes them; None where there is none."""

    lines: list[Line]
    older: int | None
    newer: int | None


def page(purse: str, span: Span, *, before: int | None = None, after: int | None = None, size: int = SIZE) -> Page:
    """The newest lines; or those older than transfer `before`, or those that follow transfer `after`."""
    lines = Lines(purse)
    all_ = lines.transfers(span)
    if after is not None:
        found = list(all_.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])[::-1]
    else:
        older = all_ if before is None else all_.filter(pk__lt=before)
        found = list(older.order_by("-pk").values_list("pk", flat=True)[:size])
    if not found:
        return Page([], None, None)
    newest, oldest = found[0], found[-1]
    told = list(lines.told(oldest, newest, span))[::-1]
    return Page(
        told,
        oldest if all_.filter(pk__lt=oldest).exists() else None,
        newest if all_.filter(pk__gt=newest).exists() else None,
    )
