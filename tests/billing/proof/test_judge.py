"""Two hundred processes spend one balance while webhooks come doubled and out of order."""

import time
import uuid
from collections.abc import Iterator

import pytest

from tests.billing.proof import processes
from tests.billing.proof.stories import STORIES, TOKENS
from tests.billing.world import DAILY, PROCESSES, World
from tests.stripe.delivery import Plan
from tests.stripe.fake import FakeStripe
from tests.stripe.server import serving

SPENDERS, EACH = 200, 5
PATIENCE = 180  # seconds; the spenders leave the webhook little of SQLite's one lock
TOLD = [story for story in STORIES if story.state == "paid"]


@pytest.fixture
def shop(world: World) -> Iterator[FakeStripe]:
    """A web server of the world, and a Stripe whose events go there: each twice, within half a second, in any order."""
    port, ready = PROCESSES.Value("i", 0), PROCESSES.Event()
    fake = FakeStripe("http://127.0.0.1:1/stripe/webhook/")
    with serving(fake):
        server = PROCESSES.Process(target=processes.serve, args=(world, fake.url, port, ready))
        server.start()
        assert ready.wait(60)
        fake.deliveries.url = f"http://127.0.0.1:{port.value}/stripe/webhook/"
        fake.deliveries.plan = Plan(copies=2, shuffle=0.5)
        yield fake
        server.terminate()
        server.join(10)


@pytest.mark.slow
def test_two_hundred_processes_spend_one_balance_while_webhooks_come_doubled_and_shuffled(
    world: World, shop: FakeStripe
):
    user = world.run(processes.new_user, "ada")
    sessions = [world.run(processes.begin, shop.url, user, str(uuid.uuid4())) for _ in TOLD]
    start, over, answers = PROCESSES.Barrier(SPENDERS + 1), PROCESSES.Event(), PROCESSES.SimpleQueue()
    spenders = [
        PROCESSES.Process(target=processes.spend, args=(world, user, seed, EACH, start, over, answers))
        for seed in range(SPENDERS)
    ]
    for spender in spenders:
        spender.start()
    going = [story.steps(shop, session) for story, session in zip(TOLD, sessions, strict=True)]
    start.wait(300)
    try:
        while going:
            going = [steps for steps in going if next(steps, "over") != "over"]
        assert shop.deliveries.settled(PATIENCE)
    finally:
        over.set()  # or they would wait for ever, and the test run for them
    until = time.monotonic() + PATIENCE
    for spender in spenders:
        spender.join(max(0, until - time.monotonic()))
    assert [spender.exitcode for spender in spenders] == [0] * SPENDERS
    taken = [answers.get() for _ in spenders]
    _is_right(world, user, taken)


def _is_right(world: World, user: int, taken: list[tuple[int, int]]) -> None:
    free, bought = (sum(column) for column in zip(*taken, strict=True))
    balance, wrong, rows = world.run(processes.books, user)
    assert wrong == []
    assert [(row[0] + row[1], row[2] + row[3], row[4], row[5]) for row in rows] == [
        (story.taken, story.frozen, story.refunded, story.dispute) for story in TOLD
    ]
    assert balance.free == 5 * DAILY - free
    back = sum(row[0] + row[2] for row in rows)
    assert balance.bought == len(TOLD) * TOKENS - bought - back >= 0
    assert (balance.held, balance.frozen) == (0, sum(row[2] for row in rows))
    assert bought > 100_000, "they spent what came while it came"
