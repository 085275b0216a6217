"""A process killed by SIGKILL at any step of a verb leaves all of it done or nothing; doing it again helps."""

import signal

import pytest

from tests.billing import killed
from tests.billing.world import PROCESSES, World

MOST_STEPS = 40
# (free, bought, held, frozen, used by the key) before and after the verb; what there is before says `killed.prepare`.
PREPARED = (0, 400, 5_600, 0, 0)
FROZEN = (0, 100, 5_600, 200, 0)
FRESH = (5_000, 0, 0, 0, 0)
STATES = {
    "hold": (PREPARED, (0, 100, 5_900, 0, 0)),
    "first_hold": (FRESH, (4_700, 0, 300, 0, 0)),
    "settle": (PREPARED, (0, 900, 4_000, 0, 0)),
    "release": (PREPARED, (1_000, 1_000, 4_000, 0, 0)),
    "expire": (PREPARED, (1_000, 1_000, 4_000, 0, 0)),
    "buy": (PREPARED, (0, 900, 5_600, 0, 0)),
    "close": (FRESH, (0, 0, 0, 0, 0)),
    "take_back": (FROZEN, (0, 30, 5_600, 200, 0)),
    "give_back": (FROZEN, (0, 170, 5_600, 200, 0)),
    "freeze": (FROZEN, (0, 30, 5_600, 270, 0)),
    "thaw": (FROZEN, (0, 170, 5_600, 130, 0)),
    "take_frozen": (FROZEN, (0, 100, 5_600, 130, 0)),
    "adjust": (FROZEN, (0, 30, 5_600, 200, 0)),
    "carry": (FRESH, (4_930, 0, 0, 0, 0)),
    "carry_back": ((4_300, 0, 0, 0, 0), (4_800, 0, 0, 0, 0)),
    "key_hold": (FRESH, (4_700, 0, 300, 0, 300)),
    "key_settle": ((4_300, 0, 700, 0, 700), (4_800, 0, 0, 0, 200)),
}


@pytest.mark.parametrize("verb", STATES)
def test_a_verb_killed_at_any_step_is_done_wholly_or_not_at_all(world: World, verb: str):
    before, after = STATES[verb]
    seen = []
    for step in range(1, MOST_STEPS):
        process = PROCESSES.Process(target=killed.die_at, args=(world, step, verb, step))
        process.start()
        process.join(60)
        left, recovered, wrong = world.run(killed.left_and_recovered, verb, step)
        assert (recovered, wrong) == (after, []), f"killed at step {step} and done again"
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        seen.append(left)
    assert left == after, "at last it came through"
    assert seen == [before] * (len(seen) - 1) + [after], "only a kill after the commit leaves it done"
    assert len(seen) > 5, "it was killed at many steps"
