"""Any order of verbs, over several days, against a plain model that counts what was accepted.

The model knows of no accounts and transfers: it says how many tokens everybody must have left. After each step the
ledger's own invariants hold too.
"""

import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from accounts.models import ApiKey, User
from accounts.principal import Principal
from billing import ledger
from billing.errors import DuplicateHold, HoldResolved, InsufficientTokens, KeyLimitReached
from billing.models import Account, Hold, Transfer

# The same examples in each run of the same code (Hypothesis takes constants from it), so that a red test stays red;
# LEDGER_EXAMPLES=1000 hunts in new ones.
HUNT = os.environ.get("LEDGER_EXAMPLES", "")
EXAMPLES = int(HUNT or 25)
START = datetime(2026, 2, 27, 20, tzinfo=UTC)
PEOPLE = {
    "visitor": Principal("visitor", "visitor:a", "address:a"),
    "ada": Principal("user", "user:1", "user:1", User(pk=1)),
    "eve": Principal("user", "user:2", "user:2", User(pk=2)),
}
KEY_LIMIT = 2_000
VERBS = (
    "hold", "settled", "released", "expired", "extended", "buy", "close", "take_back", "freeze", "of the frozen",
    "adjust", "carry", "over the key's limit",
)  # fmt: skip
people = st.sampled_from(sorted(PEOPLE))
buyers = st.sampled_from(["ada", "eve"])
amounts = st.integers(1, 1_500) | st.sampled_from([100, 2_500, 5_000])


@dataclass
class Expected:
    """A hold as the model knows it: whose, of which day, how much free and bought, until when; "held" or its end."""

    person: str
    day: date
    free: int
    bought: int
    until: datetime
    by_key: bool = False
    state: str = "held"


class LedgerMachine(RuleBasedStateMachine):
    """`free` and `bought` are what is left to spend, holds taken off, by (person, day) and by person."""

    references = Bundle("references")
    accepted: Counter = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.free: dict[tuple[str, date], int] = {}
        self.bought: Counter[str] = Counter()
        self.frozen: Counter[str] = Counter()
        self.refunded: Counter[str] = Counter()
        self.used: Counter[tuple[str, date]] = Counter()  # by keys with a limit
        self.holds: dict[str, Expected] = {}
        self.checked = -1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.clock.stop()

    @property
    def today(self) -> date:
        return datetime.now(UTC).date()

    def left(self, person: str) -> int:
        """Today's free tokens, which need no grant in the model."""
        return self.free.get((person, self.today), settings.DAILY_TOKENS[PEOPLE[person].kind])

    def end(self, reference: str, state: str, charged: int = 0) -> None:
        hold = self.holds[reference]
        free = min(charged, hold.free)
        self.free[hold.person, hold.day] += hold.free - free
        self.bought[hold.person] += hold.bought - (charged - free)
        if hold.by_key:
            self.used[hold.person, hold.day] -= hold.free + hold.bought - charged
        hold.state = state
        self.accepted[state] += 1

    def refuse(self, verb, error: type[Exception], *arguments, **keywords) -> None:
        """The verb is refused for this reason and not a row is different after it."""
        before = rows()
        with pytest.raises(error):
            verb(*arguments, **keywords)
        assert rows() == before
        self.accepted["refused"] += 1

    @rule(target=references, person=people, amount=amounts, seconds=st.sampled_from([60, 600, 20_000]))
    def hold(self, person: str, amount: int, seconds: int) -> object:
        return self.hold_as(person, PEOPLE[person], amount, seconds)

    @rule(target=references, person=buyers, amount=amounts, seconds=st.sampled_from([60, 20_000]))
    def hold_by_key(self, person: str, amount: int, seconds: int) -> object:
        """A key that may use KEY_LIMIT a day."""
        program = replace(PEOPLE[person], key=ApiKey(pk=PEOPLE[person].user.pk, daily_limit=KEY_LIMIT))
        affordable = amount <= self.left(person) + self.bought[person]
        if affordable and self.used[person, self.today] + amount > KEY_LIMIT:
            name = f"over-{self.accepted.total()}"
            self.refuse(ledger.hold, KeyLimitReached, program, amount, reference=name, seconds=seconds)
            self.accepted["over the key's limit"] += 1
            return multiple()
        return self.hold_as(person, program, amount, seconds)

    def hold_as(self, person: str, principal: Principal, amount: int, seconds: int) -> object:
        reference = f"hold-{len(self.holds)}-{self.accepted.total()}"
        free, bought = self.left(person), self.bought[person]
        if amount > free + bought:
            self.refuse(ledger.hold, InsufficientTokens, principal, amount, reference=reference, seconds=seconds)
            return multiple()
        ledger.hold(principal, amount, reference=reference, seconds=seconds)
        from_free = min(amount, free)
        self.free[person, self.today] = free - from_free
        self.bought[person] -= amount - from_free
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        by_key = principal.key is not None
        self.holds[reference] = Expected(person, self.today, from_free, amount - from_free, until, by_key)
        self.used[person, self.today] += amount if by_key else 0
        self.accepted["hold"] += 1
        return reference

    @rule(reference=references, person=people)
    def hold_again(self, reference: str, person: str) -> None:
        self.refuse(ledger.hold, DuplicateHold, PEOPLE[person], 1, reference=reference, seconds=60)

    @rule(reference=references, share=st.floats(0, 1), too_much=st.booleans())
    def settle(self, reference: str, share: float, too_much: bool) -> None:
        hold = self.holds[reference]
        whole = hold.free + hold.bought
        amount = max(1, round(whole * share))
        if too_much:
            self.refuse(ledger.settle, ValueError, reference, whole + 1)
        if hold.state != "held":
            self.refuse(ledger.settle, HoldResolved, reference, amount)
            return
        free = min(amount, hold.free)
        assert ledger.settle(reference, amount) == ledger.Receipt(whole, amount, free, amount - free)
        self.end(reference, "settled", amount)

    @rule(reference=references)
    def release(self, reference: str) -> None:
        was_held = self.holds[reference].state == "held"
        assert ledger.release(reference) is was_held
        if was_held:
            self.end(reference, "released")

    @rule(reference=references)
    def extend(self, reference: str) -> None:
        hold = self.holds[reference]
        assert ledger.extend(reference, 3_600) is (hold.state == "held")
        hold.until = datetime.now(UTC) + timedelta(hours=1)
        self.accepted["extended"] += 1

    @rule()
    def expire(self) -> None:
        now = datetime.now(UTC)
        lapsed = [name for name, hold in self.holds.items() if hold.state == "held" and hold.until <= now]
        assert ledger.expire_holds() == len(lapsed)
        for reference in lapsed:
            self.end(reference, "expired")

    @initialize()
    def somebody_has_bought(self) -> None:
        """So that the verbs for what was bought are within reach of a few examples; eve may still have nothing."""
        self.buy("ada", 3_000, twice=False)

    @rule(person=buyers, tokens=st.integers(1, 10_000), twice=st.booleans())
    def buy(self, person: str, tokens: int, twice: bool) -> None:
        reference = f"cs_{self.accepted.total()}"
        assert ledger.buy(PEOPLE[person].user, tokens, reference=reference) is True
        if twice:
            assert ledger.buy(PEOPLE[person].user, tokens, reference=reference) is False
        self.bought[person] += tokens
        self.accepted["buy"] += 1

    @rule(person=buyers, most=amounts, verb=st.sampled_from(["take_back", "freeze"]))
    def take(self, person: str, most: int, verb: str) -> None:
        reference, purse, taken = f"{self.accepted.total()}", PEOPLE[person].purse, min(most, self.bought[person])
        assert getattr(ledger, verb)(purse, most, reference=reference) == taken
        if taken:
            assert getattr(ledger, verb)(purse, most, reference=reference) == 0
            self.accepted[verb] += 1
        self.bought[person] -= taken
        (self.refunded if verb == "take_back" else self.frozen)[person] += taken

    @rule(person=buyers, share=st.floats(0.1, 1.1), verb=st.sampled_from(["thaw", "take_frozen"]))
    def resolve_frozen(self, person: str, share: float, verb: str) -> None:
        amount = max(1, round(self.frozen[person] * share))
        reference, purse = f"{self.accepted.total()}", PEOPLE[person].purse
        if amount > self.frozen[person]:
            self.refuse(getattr(ledger, verb), InsufficientTokens, purse, amount, reference=reference)
            return
        assert getattr(ledger, verb)(purse, amount, reference=reference) is True
        assert getattr(ledger, verb)(purse, amount, reference=reference) is False
        self.frozen[person] -= amount
        (self.bought if verb == "thaw" else self.refunded)[person] += amount
        self.accepted["of the frozen"] += 1

    @rule(person=buyers, share=st.floats(0.1, 1))
    def give_back(self, person: str, share: float) -> None:
        amount = round(self.refunded[person] * share)
        if amount:
            assert ledger.give_back(PEOPLE[person].purse, amount, reference=f"{self.accepted.total()}") is True
            self.refunded[person] -= amount
            self.bought[person] += amount
            self.accepted["give_back"] += 1

    @rule(person=buyers, amount=st.integers(-2_000, 2_000).filter(bool))
    def adjust(self, person: str, amount: int) -> None:
        reference, user = f"{self.accepted.total()}", PEOPLE[person].user
        if -amount > self.bought[person]:
            self.refuse(ledger.adjust, InsufficientTokens, user, amount, reference=reference, note="Why.")
            return
        assert ledger.adjust(user, amount, reference=reference, note="Why.") is True
        assert ledger.adjust(user, amount, reference=reference, note="Why.") is False
        self.bought[person] += amount
        self.accepted["adjust"] += 1

    @rule(person=people, amount=amounts)
    def carry(self, person: str, amount: int) -> None:
        reference, left = f"{self.accepted.total()}", self.left(person)
        assert ledger.carry(PEOPLE[person], amount, reference=reference) == min(amount, left)
        self.free[person, self.today] = left - min(amount, left)
        if left:
            assert ledger.carry(PEOPLE[person], amount, reference=reference) == 0
            self.accepted["carry"] += 1

    @rule(hours=st.sampled_from([0.01, 0.2, 3, 4, 9, 30]))
    def time_passes(self, hours: float) -> None:
        self.now.shift(timedelta(hours=hours))

    @rule(hours=st.sampled_from([0, 2, 26]))
    def close(self, hours: int) -> None:
        self.now.shift(timedelta(hours=hours))
        over = (datetime.now(UTC) - timedelta(hours=1)).date()
        busy = {(hold.person, hold.day) for hold in self.holds.values() if hold.state == "held"}
        due = {key for key, free in self.free.items() if key[1] < over and free and key not in busy}
        assert ledger.close_days() == len(due)
        for key in due:
            self.free[key] = 0
            self.accepted["close"] += 1

    @invariant()
    def everybody_has_what_they_must_have(self) -> None:
        for person, principal in PEOPLE.items():
            held = sum(
                hold.free + hold.bought for hold in self.holds.values() if (hold.person, hold.state) == (person, "held")
            )
            balance = ledger.balance(principal)
            assert (balance.free, balance.bought, balance.held) == (self.left(person), self.bought[person], held)
            assert balance.frozen == self.frozen[person]

    @invariant()
    def the_books_are_sound(self) -> None:
        done = self.accepted.total() - self.accepted["refused"]
        if done != self.checked:  # what is refused leaves every row as it was, says `refuse`
            assert ledger.verify() == []
        self.checked = done


def rows() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Account, Transfer, Hold)]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_any_order_of_verbs_leaves_everybody_what_the_model_says():
    LedgerMachine.accepted = Counter()
    run_state_machine_as_test(
        LedgerMachine,
        settings=hypothesis_settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            derandomize=not HUNT,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # So that it can't pass by refusing everything.
    accepted = LedgerMachine.accepted
    assert all(accepted[verb] for verb in VERBS), accepted
    assert accepted.total() - accepted["refused"] >= 3 * EXAMPLES, accepted


@pytest.mark.django_db
@pytest.mark.both_databases
def test_each_verb_can_be_accepted_in_the_machine():
    """What a few random examples may miss is done here by hand, in one life of the machine."""
    LedgerMachine.accepted = Counter()
    machine = LedgerMachine()
    try:
        machine.buy("ada", 9_000, twice=True)
        for verb in ("take_back", "freeze"):
            machine.take("ada", 1_000, verb)
        machine.resolve_frozen("ada", 0.5, "thaw")
        machine.give_back("ada", 0.5)
        machine.adjust("ada", -500)
        machine.carry("visitor", 100)
        settled, released, _ = (machine.hold("ada", 100, 60) for _ in range(3))
        machine.extend(settled)
        machine.settle(settled, 0.5, too_much=True)
        machine.release(released)
        machine.hold_by_key("eve", KEY_LIMIT, 60)
        machine.hold_by_key("eve", 1, 60)
        machine.time_passes(0.2)
        machine.expire()
        machine.close(26)
        machine.everybody_has_what_they_must_have()
        machine.the_books_are_sound()
    finally:
        machine.teardown()
    assert [verb for verb in VERBS if not LedgerMachine.accepted[verb]] == []
