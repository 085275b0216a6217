"""One browser, in any order of spending, signing in and signing out: never more than the account's allowance a day.

A neighbour spends behind the same address. Runs end at once or later, at any price up to what they held.
"""

import os
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing import ledger
from billing.errors import InsufficientTokens
from tests.tools.persons import account, begin, end, free, sign_in, sign_out, spend, visitor
from tools.models import Generation

HUNT = os.environ.get("LEDGER_EXAMPLES", "")
EXAMPLES = int(HUNT or 40)
ALLOWANCE = 5_000
amounts = st.sampled_from([100, 700, 1_250, 2_500, 5_000]) | st.integers(1, 2_500)


class Browser(RuleBasedStateMachine):
    """`spent` is what this browser's runs charged, `open` those that still run."""

    seen: Counter = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.visitor, self.neighbour = visitor("ada"), visitor("eve")
        self.account = account()
        self.signed_in = False
        self.spent = 0
        self.open: list[Generation] = []

    def teardown(self) -> None:
        wrong = ledger.verify()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        assert wrong == []

    @initialize(signed_in=st.booleans())
    def start(self, signed_in: bool) -> None:
        self.signed_in = signed_in

    @rule(held=amounts)
    def begin(self, held: int) -> None:
        try:
            self.open.append(begin(self.account if self.signed_in else self.visitor, held))
            self.seen["begun"] += 1
        except InsufficientTokens:
            self.seen["refused"] += 1

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 100), share=st.floats(0, 1) | st.sampled_from([0, 1]))
    def end(self, which: int, share: float) -> None:
        run = self.open.pop(which % len(self.open))
        charged = round(run.held * share)
        end(run, charged)
        self.spent += charged

    @rule(tokens=amounts)
    def spend(self, tokens: int) -> None:
        try:
            spend(self.account if self.signed_in else self.visitor, tokens)
            self.spent += tokens
            self.seen["spent"] += 1
        except InsufficientTokens:
            self.seen["refused"] += 1

    @rule()
    def spend_all_that_is_left(self) -> None:
        if tokens := free(self.account if self.signed_in else self.visitor):
            self.spend(tokens)

    @rule()
    def go(self) -> None:
        """Out where it is in, in where it is out."""
        if self.signed_in:
            sign_out(self.account, self.visitor)
        else:
            sign_in(self.visitor, self.account)
        self.signed_in = not self.signed_in
        self.seen["gone"] += 1

    @rule(tokens=st.integers(1, 500))
    def neighbour_spends(self, tokens: int) -> None:
        try:
            spend(self.neighbour, tokens)
            self.seen["neighbour"] += 1
        except InsufficientTokens:
            self.seen["refused"] += 1

    @invariant()
    def nobody_makes_tokens(self) -> None:
        assert self.spent <= ALLOWANCE
        self.seen["empty"] += self.spent == ALLOWANCE

    @invariant()
    def signed_in_with_nothing_running_the_account_has_just_what_is_left(self) -> None:
        if self.signed_in and not self.open:
            assert free(self.account) == ALLOWANCE - self.spent


@pytest.mark.django_db
@pytest.mark.both_databases
def test_in_any_order_of_in_and_out_a_person_spends_at_most_one_allowance():
    Browser.seen = Counter()
    run_state_machine_as_test(
        Browser,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            derandomize=not HUNT,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(Browser.seen[step] for step in ("begun", "spent", "gone", "neighbour", "refused", "empty")), Browser.seen
