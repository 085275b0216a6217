"""Several processes, several connections, the same tokens: each test on SQLite and on PostgreSQL."""

from tests.billing import racers
from tests.billing.world import DAILY, World


def test_the_last_tokens_are_held_exactly_once(world: World):
    answers = world.race(*[(racers.hold_many, name, "a", 40, 10) for name in "abcd"])
    assert sum(answer["granted"] for answer in answers) == DAILY // 10
    assert sum(answer["InsufficientTokens"] for answer in answers) == 160 - DAILY // 10
    assert world.run(racers.books, "a") == {
        "free": 0,
        "held": DAILY,
        "states": {"held": DAILY // 10},
        "transfers": {"grant": 1},
        "wrong": [],
    }


def test_tokens_that_are_not_enough_for_another_hold_stay(world: World):
    answers = world.race(*[(racers.hold_many, name, "a", 3, 300) for name in "abc"])
    assert sum(answer["granted"] for answer in answers) == 3
    assert world.run(racers.books, "a")["free"] == DAILY - 900


def test_a_reference_is_held_once_by_whoever_is_first(world: World):
    answers = world.race(*[(racers.hold_many, "same", "a", 25, 40)] * 4)
    assert sum(answers, start=type(answers[0])()) == {"granted": 25, "DuplicateHold": 75}
    books = world.run(racers.books, "a")
    assert (books["held"], books["wrong"]) == (DAILY, [])


def test_a_purchase_is_credited_once_by_whoever_is_first(world: World):
    user = world.run(racers.new_user)
    assert sum(world.race(*[(racers.buy_many, user, 25, 40)] * 4)) == 25
    assert world.run(racers.balance_of, user).bought == 1_000


def test_a_hold_is_settled_or_released_or_expires_but_one_of_them(world: World):
    references = world.run(racers.lapsed_holds, "a", 60, 10)
    settled, settled_backwards, released, expired = world.race(
        (racers.settle, references, 4),
        (racers.settle, references[::-1], 4),
        (racers.release, references[20:40]),
        (racers.expire, 3),
    )
    charged = len(settled) + len(settled_backwards)
    assert charged + len(released) + expired == 60
    books = world.run(racers.books, "a")
    assert [books["states"][state] for state in ("settled", "released", "expired")] == [charged, len(released), expired]
    assert (books["free"], books["held"], books["wrong"]) == (DAILY - 4 * charged, 0, [])


def test_a_day_is_closed_once_by_whoever_is_first(world: World):
    world.run(racers.open_days, 20)
    assert sum(world.race(*[(racers.close_tomorrow,)] * 3)) == 20
    books = world.run(racers.books, "day-0")
    assert (books["transfers"]["close"], books["wrong"]) == (20, [])


def test_nothing_that_may_be_done_fails_or_unbalances_the_books_at_any_moment(world: World):
    user = world.run(racers.new_user)
    *answers, wrong = world.race(*[(racers.trade, user, seed, 80) for seed in range(3)], (racers.audit, 20))
    assert wrong == []
    assert sum(answer["hold"] + answer["settle"] for answer in answers) > 60, "most of it was accepted"
    assert world.run(racers.books, "market")["wrong"] == []


def test_bought_tokens_go_one_way_or_the_other_whoever_wants_them(world: World):
    user = world.run(racers.new_user)
    world.run(racers.grab, "free", user, "hold", 1, 5_000)
    world.run(racers.buy_many, user, 1, 1_000)
    verbs = {"hold": 10, "take_back": 10, "freeze": 7, "adjust": 10}
    *got, wrong = world.race(
        *[(racers.grab, verb, user, verb, 60, amount) for verb, amount in verbs.items()], (racers.audit, 3)
    )
    assert wrong == []
    assert sum(got) == 1_000
    assert sum(map(bool, got)) > 1, got
    balance = world.run(racers.balance_of, user)
    assert (balance.available, balance.held - 5_000, balance.frozen) == (0, got[0], got[2])


def test_the_same_refund_or_dispute_told_twice_at_once_counts_once(world: World):
    user = world.run(racers.new_user)
    world.run(racers.buy_many, user, 3, 1_000)
    taken = world.race(*[(racers.grab, "same", user, "take_back", 20, 50)] * 3)
    frozen = world.race(*[(racers.grab, "same", user, "freeze", 20, 50)] * 3)
    assert (sum(taken), sum(frozen)) == (1_000, 1_000)
    balance = world.run(racers.balance_of, user)
    assert (balance.bought, balance.frozen) == (1_000, 1_000)


def test_the_same_is_carried_once_by_whoever_is_first(world: World):
    assert sum(world.race(*[(racers.carry_many, "a", 20, 30)] * 4)) == 600
    books = world.run(racers.books, "a")
    assert (books["free"], books["transfers"], books["wrong"]) == (DAILY - 600, {"grant": 1, "carry": 20}, [])


def test_six_processes_never_bring_a_key_over_its_limit(world: World):
    user = world.run(racers.new_user)
    answers = world.race(*[(racers.hold_by_key, name, user, 1_000, 40, 10, 0) for name in "abcdef"])
    assert sum(answers, start=type(answers[0])()) == {"granted": 100, "KeyLimitReached": 140}
    assert world.run(racers.used_by_key, user) == 1_000


def test_what_a_key_gives_back_is_used_again_up_to_the_limit(world: World):
    user = world.run(racers.new_user)
    *answers, wrong = world.race(
        *[(racers.hold_by_key, name, user, 1_000, 40, 25, 10) for name in "abcdef"], (racers.audit, 3)
    )
    charged = 10 * sum(answer["granted"] for answer in answers)
    assert wrong == []
    assert world.run(racers.used_by_key, user) == charged
    assert 1_000 - 6 * 25 <= charged <= 1_000, "a hold is refused only where the others' leave too little"
