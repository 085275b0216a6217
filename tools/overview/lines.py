"""The lines of one purse in the ledger: what each account of it got and gave, and what it had after that.

A transfer between two accounts of the purse (tokens that are frozen) is two lines, one for each. So the lines of an
account add up to its balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum

from billing.days import utc_day
from billing.models import Account, Transfer
from tools.overview.words import words

BATCH = 1_000
POTS = {Account.Kind.DAILY: "free", Account.Kind.BOUGHT: "bought", Account.Kind.FROZEN: "frozen"}


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` tokens, below 0 where they went, of a `pot` ("free", "bought", "frozen") that then had `after`."""

    transfer: Transfer
    account: Account
    words: str
    amount: int
    after: int

    @property
    def pot(self) -> str:
        """What kind of tokens they are."""
        return POTS[Account.Kind(self.account.kind)]

    @property
    def signed(self) -> str:
        """The amount for people, with its sign."""
        return f"{self.amount:+,}".replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True, slots=True)
class Span:
    """From one UTC day to another, both included; either may be open."""

    start: date | None = None
    end: date | None = None

    def of(self, transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
        """Those that were made in it."""
        if self.start:
            transfers = transfers.filter(created_at__gte=_midnight(self.start))
        if self.end:
            transfers = transfers.filter(created_at__lt=_midnight(self.end + timedelta(days=1)))
        return transfers

    def __contains__(self, moment: datetime) -> bool:
        day = utc_day(moment)
        return (self.start or day) <= day <= (self.end or day)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


class Lines:
    """All lines of one purse, in the order in which they were written."""

    def __init__(self, purse: str) -> None:
        self._accounts = {account.pk: account for account in Account.objects.of(purse)}

    def transfers(self, span: Span) -> QuerySet[Transfer]:
        """The transfers behind the lines of a span."""
        # The numbers themselves and no subquery: with it PostgreSQL would read the whole table.
        own = list(self._accounts)
        return span.of(Transfer.objects.filter(Q(debit__in=own) | Q(credit__in=own)))

    def told(self, first: int, last: int, span: Span) -> Iterator[Line]:
        """The lines of a span from transfer `first` to transfer `last`, oldest first, read in batches.

        Around midnight a later transfer may bear an earlier time, so what isn't in the span is counted all the same.
        """
        today, after = utc_day(), self._before(first)
        for transfer in self._walk(first, last):
            for account, amount in self._sides(transfer):
                after[account.pk] += amount
                if transfer.created_at in span:
                    said = words(transfer, account.day, today)
                    yield Line(transfer, account, said, amount, after[account.pk])

    def _walk(self, first: int, last: int) -> Iterator[Transfer]:
        transfers = self.transfers(Span()).filter(pk__lte=last).select_related("hold").order_by("pk")
        while batch := list(transfers.filter(pk__gte=first)[:BATCH]):
            yield from batch
            first = batch[-1].pk + 1

    def _sides(self, transfer: Transfer) -> Iterator[tuple[Account, int]]:
        for pk, amount in ((transfer.debit_id, -transfer.amount), (transfer.credit_id, transfer.amount)):
            if pk in self._accounts:
                yield self._accounts[pk], amount

    def _before(self, first: int) -> dict[int, int]:
        """What each account had before that transfer: by their sums, as balances may move while we read."""
        had: dict[int, int] = defaultdict(int)
        for side, sign in (("debit", -1), ("credit", 1)):
            earlier = Transfer.objects.filter(**{f"{side}__in": list(self._accounts), "pk__lt": first})
            for row in earlier.order_by().values(side).annotate(total=Sum("amount")):
                had[row[side]] += sign * row["total"]
        return had
