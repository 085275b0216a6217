"""Where a line's receipt is: the run that it paid for, while it is there, or Stripe's receipt of a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.principal import Principal
from billing.shop.models import Purchase, money
from tools.models import Generation
from tools.overview.lines import Line

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it, with what the rest of the database knows of it."""

    line: Line
    words: str
    href: str = ""
    receipt: str = ""  # what the link says
    run: UUID | None = None


def told(principal: Principal, lines: Iterable[Line]) -> list[Told]:
    """The lines with their receipts: two queries, however many there are."""
    lines = list(lines)
    numbers = {id(line): _number(line) for line in lines}
    known = {number for number in numbers.values() if number}
    runs = set(Generation.objects.of(principal).filter(pk__in=known).values_list("pk", flat=True))
    purchases = {purchase.pk: purchase for purchase in Purchase.objects.of(principal.purse).filter(pk__in=known)}
    return [_tell(line, numbers[id(line)], runs, purchases) for line in lines]


def _number(line: Line) -> UUID | None:
    """The id of the run or the purchase behind a line: it stands in the reference of its hold or its transfer."""
    hold = line.transfer.hold
    found = _UUID.search(hold.reference if hold else line.transfer.reference)
    return UUID(found.group()) if found else None


def _tell(line: Line, number: UUID | None, runs: set[UUID], purchases: dict[UUID, Purchase]) -> Told:
    if number in runs:
        return Told(line, line.words, f"/account/history/generation/{number}/", "See the run", number)
    purchase = purchases.get(number) if number else None
    if purchase is None:
        return Told(line, line.words)
    said = f"{line.words}: {money(purchase.amount)} pack"
    return Told(line, said, purchase.receipt_url, "Receipt") if purchase.receipt_url else Told(line, said)
