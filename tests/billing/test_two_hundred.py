"""Two hundred processes spend one balance while it is bought, refunded and disputed, each message doubled."""

import os
import time

import pytest

from tests.billing import racers
from tests.billing.world import World

SPENDERS = int(os.environ.get("LEDGER_SPENDERS", "200"))
PURCHASES, TOKENS = 10, 2_000
FREE = 5_000  # in a world a user's allowance


@pytest.mark.slow
def test_two_hundred_processes_spend_one_balance(world: World):
    user = world.run(racers.new_user)
    began = time.monotonic()
    *answers, first, again, one, other, wrong = world.race(
        *[(racers.spend_many, user, seed, 2) for seed in range(SPENDERS)],
        (racers.buy_many, user, PURCHASES, TOKENS),
        (racers.buy_many, user, PURCHASES, TOKENS),
        (racers.dispute, user, 1_001, 15),
        (racers.dispute, user, 1_002, 15),
        (racers.audit, 5),
    )
    seconds = time.monotonic() - began
    assert first + again == PURCHASES
    assert wrong == []
    balance = world.run(racers.balance_of, user)
    assert (balance.held, balance.frozen) == (0, 0)
    assert sum(answers) + balance.available + one + other == FREE + PURCHASES * TOKENS
    assert world.run(racers.books, "nobody")["wrong"] == []
    assert min(sum(answers), one + other) > 0
    print(
        f"{SPENDERS} spenders: {seconds:.1f} s; charged {sum(answers)}, taken {one + other}, {balance.available} left"
    )
