"""The ledger's lines as CSV, a piece at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.db.models import Max, Min

from accounts.principal import Principal
from tools.overview.lines import Line, Lines, Span
from tools.overview.receipts import Told, told

HEADER = ("time", "what", "tokens", "kind", "balance_after", "reference")
PIECE = 500  # lines
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


async def pieces(principal: Principal, span: Span) -> AsyncIterator[str]:
    """The whole file, oldest line first: UTC times as ISO 8601, whole tokens, below 0 where they went."""
    yield _csv([HEADER])
    lines = await sync_to_async(_lines)(principal, span)
    while piece := await sync_to_async(lambda: told(principal, islice(lines, PIECE)))():
        yield _csv([_row(line) for line in piece])


def _lines(principal: Principal, span: Span) -> Iterator[Line]:
    lines = Lines(principal.purse)
    ends = lines.transfers(span).aggregate(first=Min("pk"), last=Max("pk"))
    return iter(()) if ends["first"] is None else lines.told(ends["first"], ends["last"], span)


def _row(told: Told) -> tuple[object, ...]:
    line, transfer = told.line, told.line.transfer
    at = transfer.created_at.isoformat(timespec="seconds")
    return at, cell(told.words), line.amount, line.pot, line.after, cell(transfer.reference)


def _csv(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
