"""What was used on each of the last days, by tool: out of the ledger, which knows it when the runs are long gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import TruncDate

from billing.days import utc_day
from billing.models import Account, Transfer
from tools.overview.lines import Span
from tools.overview.words import BEFORE, RUN, tool_name

Kind = Transfer.Kind
DAYS = 30
MOST = 6  # tools that have a colour of their own; the rest are one
REST = "Other tools"


@dataclass(frozen=True, slots=True)
class Use:
    """`days` from the oldest to today; `tools` with the most used first; `tokens` by day and tool, 0 left out."""

    days: list[date]
    tools: list[str]
    tokens: dict[tuple[date, str], int]

    @property
    def total(self) -> int:
        """Of all days and tools."""
        return sum(self.tokens.values())

    def on(self, day: date) -> list[int]:
        """One day's tokens, in the order of `tools`."""
        return [self.tokens.get((day, tool), 0) for tool in self.tools]

    def of(self, tool: str) -> int:
        """One tool's tokens on all days."""
        return sum(amount for (_, name), amount in self.tokens.items() if name == tool)


def use(purse: str, days: int = DAYS) -> Use:
    """The charges of the last days, today included: one query, summed by the database."""
    today = utc_day()
    start = today - timedelta(days=days - 1)
    # A hold of the evening before may be charged after midnight, out of the day's tokens before.
    recent = Q(day=None) | Q(day__gte=start - timedelta(days=1))
    own = list(Account.objects.of(purse).filter(recent).values_list("pk", flat=True))
    went, came = Q(kind__in=(Kind.SETTLE, Kind.CARRY), debit__in=own), Q(kind=Kind.UNCARRY, credit__in=own)
    rows = (
        Span(start, today)
        .of(Transfer.objects.filter(went | came))
        .order_by()
        .values("kind", "note", day=TruncDate("created_at"))
        .annotate(total=Sum("amount"))
    )
    tokens: Counter[tuple[date, str]] = Counter()
    for row in rows:
        sign = -1 if row["kind"] == Kind.UNCARRY else 1
        tokens[row["day"], _tool(row["kind"], row["note"])] += sign * row["total"]
    return _grouped([start + timedelta(days=i) for i in range(days)], +tokens)


def _tool(kind: str, note: str) -> str:
    if kind != Kind.SETTLE:
        return BEFORE
    slug = note.partition(" ")[0]
    return tool_name(slug) if slug else RUN


def _grouped(days: list[date], tokens: Counter[tuple[date, str]]) -> Use:
    by_tool: Counter[str] = Counter()
    for (_, tool), amount in tokens.items():
        by_tool[tool] += amount
    names = [tool for tool, _ in by_tool.most_common()]
    if len(names) <= MOST:
        return Use(days, names, dict(tokens))
    kept = names[: MOST - 1]
    grouped: Counter[tuple[date, str]] = Counter()
    for (day, tool), amount in tokens.items():
        grouped[day, tool if tool in kept else REST] += amount
    return Use(days, [*kept, REST], dict(grouped))
