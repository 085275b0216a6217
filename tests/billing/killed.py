"""A process that is killed at a chosen step of a verb: before one of its statements, or around its commit.

The steps are counted from outside, where Django hands a statement or a commit to the database, so no verb knows of it.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections
from django.utils import timezone

from billing import ledger
from billing.errors import DuplicateHold, HoldResolved
from tests.billing.racers import User, account, program, visitor
from tests.billing.world import World

State = tuple[int, int, int, int, int]  # tokens free, bought, held, frozen, and used by the user's key


@dataclass
class Steps:
    """Counts steps and kills this process when the count reaches `last`."""

    last: int
    commit_it: Callable[[], None]
    seen: int = 0

    def step(self) -> None:
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.step()
        return execute(*arguments)

    def commit(self) -> None:
        self.step()
        self.commit_it()
        self.step()


def die_at(world: World, last: int, verb: str, user: int) -> None:
    """Does `verb` for `user` and is killed at step `last`; exits with status 0 when it has fewer steps."""
    world.enter()
    PREPARATIONS.get(verb, prepare)(user)
    connection = connections["default"]
    steps = Steps(last, connection._commit)
    connection._commit = steps.commit
    with connection.execute_wrapper(steps.statement):
        VERBS[verb](user)


def left_and_recovered(verb: str, user: int) -> tuple[State, State, list[str]]:
    """What the dead process left, what there is when the verb was done once more, and what is wrong with the books."""
    left, wrong = state(user), ledger.verify()
    VERBS[verb](user)
    return left, state(user), wrong + ledger.verify()


def state(user: int) -> State:
    balance = ledger.balance(program(user, 10_000))
    return balance.free, balance.bought, balance.held, balance.frozen, balance.key_used


def prepare(user: int) -> None:
    """5,000 free and 1,000 bought tokens: an open hold on 4,000, a lapsed one on the other free ones and 600 bought."""
    ledger.buy(User(pk=user), 1_000, reference=f"cs_{user}")
    ledger.hold(account(user), 4_000, reference=f"open-{user}", seconds=600)
    ledger.hold(account(user), 1_600, reference=f"lapsed-{user}", seconds=-1)


def prepare_frozen(user: int) -> None:
    """The same, with 200 of the 400 bought tokens frozen and 100 taken back."""
    prepare(user)
    ledger.freeze(f"user:{user}", 200, reference=f"before-{user}")
    ledger.take_back(f"user:{user}", 100, reference=f"before-{user}")


def prepare_key(user: int) -> None:
    """A hold by the user's key."""
    ledger.hold(program(user, 10_000), 700, reference=f"lapsed-{user}", seconds=-1)


def prepare_visitor(user: int) -> None:
    """A run of a visitor of whom the account has taken over what it is for, while it held 700."""
    ledger.hold(visitor(f"a{user}"), 700, reference=f"run-{user}", seconds=600)
    ledger.carry_hold(account(user), f"run-{user}")
    ledger.settle(f"run-{user}", 200)


def open_day(user: int) -> None:
    """5,000 free tokens of a day that has been granted and of which nothing was spent."""
    ledger.hold(account(user), 1, reference=f"first-{user}", seconds=600)
    ledger.release(f"first-{user}")


def hold(user: int) -> None:
    with suppress(DuplicateHold):
        ledger.hold(account(user), 300, reference=f"new-{user}", seconds=600)


def first_hold(user: int) -> None:
    """The first of the day, with which the allowance is granted."""
    hold(user)


def settle(user: int) -> None:
    with suppress(HoldResolved):
        ledger.settle(f"lapsed-{user}", 1_100)


def release(user: int) -> None:
    ledger.release(f"lapsed-{user}")


def expire(user: int) -> None:
    ledger.expire_holds()


def buy(user: int) -> None:
    ledger.buy(User(pk=user), 500, reference=f"more-{user}")


def close(user: int) -> None:
    """Closes today, as the day after tomorrow does."""
    ledger.close_days(timezone.now() + timedelta(days=2))


def take_back(user: int) -> None:
    ledger.take_back(f"user:{user}", 70, reference=f"new-{user}")


def give_back(user: int) -> None:
    ledger.give_back(f"user:{user}", 70, reference=f"new-{user}")


def freeze(user: int) -> None:
    ledger.freeze(f"user:{user}", 70, reference=f"new-{user}")


def thaw(user: int) -> None:
    ledger.thaw(f"user:{user}", 70, reference=f"new-{user}")


def take_frozen(user: int) -> None:
    ledger.take_frozen(f"user:{user}", 70, reference=f"new-{user}")


def adjust(user: int) -> None:
    ledger.adjust(User(pk=user), -70, reference=f"new-{user}", note="A mistake.")


def carry(user: int) -> None:
    """The first of the day, with which the allowance is granted."""
    ledger.carry(account(user), 70, reference=f"new-{user}")


def carry_back(user: int) -> None:
    ledger.carry_hold(account(user), f"run-{user}")


def key_hold(user: int) -> None:
    with suppress(DuplicateHold):
        ledger.hold(program(user, 10_000), 300, reference=f"new-{user}", seconds=600)


def key_settle(user: int) -> None:
    with suppress(HoldResolved):
        ledger.settle(f"lapsed-{user}", 200)


OF_BOUGHT = (give_back, thaw, take_frozen, take_back, freeze, adjust)
OTHERS = (hold, first_hold, settle, release, expire, buy, close, carry, carry_back, key_hold, key_settle)
VERBS = {verb.__name__: verb for verb in (*OTHERS, *OF_BOUGHT)}
PREPARATIONS = {  # `prepare` for the others
    "first_hold": lambda user: None,
    "close": open_day,
    "carry": lambda user: None,
    "carry_back": prepare_visitor,
    "key_hold": lambda user: None,
    "key_settle": prepare_key,
    **{verb.__name__: prepare_frozen for verb in OF_BOUGHT},
}
