"""What processes do that want the same tokens, or the same hold, at the same moment; `World.race` starts them."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import django
from django.utils import timezone

import rewind  # noqa: F401  (puts pysqlite3 in sqlite3's place before Django looks)

django.setup()

from accounts.models import ApiKey, User  # noqa: E402
from accounts.principal import Principal  # noqa: E402
from billing import daily, ledger  # noqa: E402
from billing.errors import DuplicateHold, HoldResolved, InsufficientTokens, KeyLimitReached  # noqa: E402
from billing.models import Hold, KeyDay, Transfer  # noqa: E402


def visitor(purse: str) -> Principal:
    return Principal("visitor", f"visitor:{purse}", f"address:{purse}")


def account(user: int) -> Principal:
    return Principal("user", f"user:{user}", f"user:{user}", User(pk=user))


def hold_many(name: str, purse: str, count: int, amount: int) -> Counter[str]:
    """Wants `count` holds of `amount`; counts the answers."""
    answers: Counter[str] = Counter()
    for number in range(count):
        try:
            ledger.hold(visitor(purse), amount, reference=f"{name}-{number}", seconds=600)
            answers["granted"] += 1
        except (InsufficientTokens, DuplicateHold) as refusal:
            answers[type(refusal).__name__] += 1
    return answers


def program(user: int, limit: int) -> Principal:
    """The user's API key, with a daily limit."""
    return replace(account(user), key=ApiKey(pk=user, user_id=user, daily_limit=limit))


def hold_by_key(name: str, user: int, limit: int, count: int, amount: int, charged: int) -> Counter[str]:
    """Wants `count` holds of `amount` with a key; `charged` of each is settled, where it isn't 0."""
    answers: Counter[str] = Counter()
    for number in range(count):
        try:
            ledger.hold(program(user, limit), amount, reference=f"{name}-{number}", seconds=600)
            answers["granted"] += 1
        except (InsufficientTokens, KeyLimitReached) as refusal:
            answers[type(refusal).__name__] += 1
            continue
        if charged:
            ledger.settle(f"{name}-{number}", charged)
    return answers


def used_by_key(user: int) -> int:
    return KeyDay.objects.get(key_id=user).used


def grab(name: str, user: int, verb: str, rounds: int, amount: int) -> int:
    """Takes `amount` of a user's tokens again and again, in one way; how many it got."""
    purse, got = f"user:{user}", 0
    for number in range(rounds):
        reference = f"{name}-{number}"
        try:
            if verb == "hold":
                got += ledger.hold(account(user), amount, reference=reference, seconds=600).amount
            elif verb == "take_back":
                got += ledger.take_back(purse, amount, reference=reference)
            elif verb == "freeze":
                got += ledger.freeze(purse, amount, reference=reference)
            elif verb == "adjust":
                got += amount * ledger.adjust(User(pk=user), -amount, reference=reference, note="A race.")
        except InsufficientTokens:
            pass
    return got


def carry_many(purse: str, count: int, amount: int) -> int:
    """Carries the same to one purse as the others do; how many tokens that were."""
    return sum(ledger.carry(visitor(purse), amount, reference=f"g{number}") for number in range(count))


def hold_one(purse: str, amount: int, reference: str) -> None:
    ledger.hold(visitor(purse), amount, reference=reference, seconds=600)


def buy_many(user: int, count: int, tokens: int) -> int:
    """Credits `count` purchases; how many of them it was the first for."""
    return sum(ledger.buy(User(pk=user), tokens, reference=f"cs_{number}") for number in range(count))


def settle(references: list[str], amount: int) -> list[str]:
    """Charges each hold; those that were still there."""
    mine = []
    for reference in references:
        try:
            ledger.settle(reference, amount)
            mine.append(reference)
        except HoldResolved:
            pass
    return mine


def release(references: list[str]) -> list[str]:
    """Releases each hold; those that were still there."""
    return [reference for reference in references if ledger.release(reference)]


def expire(rounds: int) -> int:
    return sum(ledger.expire_holds() for _ in range(rounds))


def open_days(count: int) -> None:
    """Lets so many purses have a day on which they held something and spent nothing."""
    for number in range(count):
        ledger.hold(visitor(f"day-{number}"), 10, reference=f"day-{number}", seconds=60)
        ledger.release(f"day-{number}")


def close_tomorrow() -> int:
    """Closes today, as the day after tomorrow does."""
    return ledger.close_days(timezone.now() + timedelta(days=2))


def trade(user: int, seed: int, count: int) -> Counter[str]:
    """Does anything that one may do, in any order, on two purses that the others use too."""
    chance = random.Random(seed)
    both = [visitor("market"), account(user)]
    answers: Counter[str] = Counter()
    holds: list[tuple[str, int]] = []
    for number in range(count):
        verb = chance.choice(["hold", "hold", "hold", "settle", "settle", "release", "buy", "sweep"])
        try:
            if verb == "hold":
                name, amount = f"{seed}-{number}", chance.randint(1, 400)
                ledger.hold(chance.choice(both), amount, reference=name, seconds=chance.choice([-1, 600]))
                holds.append((name, amount))
            elif verb == "buy":
                ledger.buy(User(pk=user), chance.randint(1, 300), reference=f"{seed}-{number}")
            elif verb == "sweep":
                ledger.expire_holds()
                ledger.close_days()
            elif holds:
                name, amount = holds.pop(chance.randrange(len(holds)))
                ledger.settle(name, chance.randint(1, amount)) if verb == "settle" else ledger.release(name)
            answers[verb] += 1
        except (InsufficientTokens, HoldResolved) as refusal:
            answers[type(refusal).__name__] += 1
    return answers


def audit(rounds: int) -> list[str]:
    """Looks into the books while the others write them."""
    return [line for _ in range(rounds) for line in ledger.verify()]


def books(purse: str) -> dict[str, object]:
    """The purse's balance, what rows there are, and what is wrong."""
    balance = ledger.balance(visitor(purse))
    return {
        "free": balance.free,
        "held": balance.held,
        "states": Counter(Hold.objects.values_list("state", flat=True)),
        "transfers": Counter(Transfer.objects.values_list("kind", flat=True)),
        "wrong": ledger.verify(),
    }


def new_user() -> int:
    return User.objects.create_user("ada@example.org").pk


def balance_of(user: int) -> ledger.Balance:
    return ledger.balance(account(user))


def lapsed_holds(purse: str, count: int, amount: int) -> list[str]:
    """Makes holds whose time is up already; their references."""
    references = [f"lapsed-{number}" for number in range(count)]
    for reference in references:
        ledger.hold(visitor(purse), amount, reference=reference, seconds=-1)
    return references


def begin_daily(day: date) -> bool:
    """Asks to be the one that reconciles on that day."""
    return daily.once("reconcile", day)
