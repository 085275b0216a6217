"""One browser, every order of so many steps: never more than the account's allowance a day, whatever is done.

A step spends, begins a run or ends one, signs in or out; a neighbour spends behind the same address. Steps that lead to
what was seen before with as many steps to go aren't followed again, so all orders are tried in seconds.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction

from accounts.principal import Principal
from billing import ledger
from billing.models import Transfer
from tests.tools.persons import account, begin, end, free, sign_in, sign_out, spend, visitor
from tools.models import Generation

STEPS = int(os.environ.get("JOINING_STEPS", "4"))
ALLOWANCE = 5_000


@dataclass(frozen=True)
class Browser:
    """Where it is: `spent` is what its runs charged, `open` are those that still run."""

    account: Principal
    visitor: Principal = field(default_factory=lambda: visitor("ada"))
    neighbour: Principal = field(default_factory=lambda: visitor("eve"))
    signed_in: bool = False
    spent: int = 0
    open: tuple[Generation, ...] = ()

    @property
    def who(self) -> Principal:
        return self.account if self.signed_in else self.visitor

    @property
    def state(self) -> tuple[object, ...]:
        """All that what comes next depends on."""
        carried = Transfer.objects.filter(kind__in=["carry", "uncarry"], debit__owner=self.visitor.purse)
        runs = tuple((run.held, Generation.objects.get(pk=run.pk).owner, _carried(run)) for run in self.open)
        left = (free(self.account), ledger.balance(self.account).held, free(self.visitor))
        return (self.signed_in, self.spent, runs, left, sum(carried.values_list("amount", flat=True)), _waiting(self))

    def steps(self) -> Iterator[tuple[str, Browser]]:
        """Does each step that changes something, each from here; what is done is undone before the next."""
        left = free(self.who)
        for tokens in {left, min(left, 1_000)} - {0}:
            with undone():
                spend(self.who, tokens)
                yield "spend", replace(self, spent=self.spent + tokens)
        for tokens in {left, min(left, 1_500)} - {0} if len(self.open) < 2 else ():
            with undone():
                yield "begin", replace(self, open=(*self.open, begin(self.who, tokens)))
        for run in self.open:
            for charged in (0, run.held // 3, run.held):
                with undone():
                    end(Generation.objects.get(pk=run.pk), charged)
                    rest = tuple(other for other in self.open if other is not run)
                    yield "end", replace(self, spent=self.spent + charged, open=rest)
        with undone():
            sign_out(self.account, self.visitor) if self.signed_in else sign_in(self.visitor, self.account)
            yield "go", replace(self, signed_in=not self.signed_in)
        if free(self.neighbour) >= 900:
            with undone():
                spend(self.neighbour, 900)
                yield "neighbour", self


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _carried(run: Generation) -> int:
    return sum(Transfer.objects.filter(reference=f"carry:{run.pk}").values_list("amount", flat=True))


def _waiting(browser: Browser) -> int:
    """What the visitor's runs that are over charged and signing in will carry."""
    mine = Generation.objects.of(browser.visitor).exclude(state="running")
    return sum(mine.values_list("charged_free", flat=True))


def follow(browser: Browser, steps: int, seen: dict[object, int], done: Counter, way: tuple[str, ...] = ()) -> None:
    """Tries every order of `steps` more steps."""
    assert browser.spent <= ALLOWANCE, way
    if browser.signed_in and not browser.open:
        assert free(browser.account) == ALLOWANCE - browser.spent, way
    if steps == 0 or seen.get(state := browser.state, 0) >= steps:
        return
    seen[state] = steps
    if len(seen) % 10 == 0:  # it takes longer than all the rest
        assert ledger.verify() == [], way
    done["empty"] += browser.spent == ALLOWANCE
    for name, after in browser.steps():
        done[name] += 1
        follow(after, steps - 1, seen, done, (*way, name))


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [False, True])
def test_in_any_order_of_in_and_out_a_person_spends_at_most_one_allowance(signed_in):
    done: Counter = Counter()
    follow(Browser(account(), signed_in=signed_in), STEPS, {}, done)
    assert all(done[step] for step in ("spend", "begin", "end", "go", "neighbour", "empty")), done
