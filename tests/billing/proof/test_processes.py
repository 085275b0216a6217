"""Several processes and one purchase: killed at any step, or all at the same moment."""

import signal
import uuid

import pytest

from tests.billing.proof import processes, stories
from tests.billing.proof.stories import STORIES, Story
from tests.billing.world import PROCESSES, World
from tests.stripe.fake import FakeStripe
from tests.stripe.store import Thing

MOST_STEPS = 80
BY_NAME = {story.name: story for story in STORIES}


def signed(fake: FakeStripe, events: list[Thing]) -> list[tuple[bytes, dict[str, str]]]:
    bodies = [fake.deliveries.body(event) for event in events]
    return [(body, fake.deliveries.headers(body)) for body in bodies]


def killed_at(world: World, step: int, *job: object) -> bool:
    """Whether it was killed there; False when it has fewer steps."""
    process = PROCESSES.Process(target=processes.die_at, args=(world, step, *job))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


@pytest.mark.slow
def test_a_checkout_killed_at_any_step_is_one_purchase_when_the_form_is_sent_again(world: World, outside: FakeStripe):
    for step in range(1, MOST_STEPS):
        user, form = world.run(processes.new_user, f"ada{step}"), str(uuid.uuid4())
        was_killed = killed_at(world, step, processes.begin, outside.url, user, form)
        session = world.run(processes.begin, outside.url, user, form)
        assert len(outside.store.all("checkout.session")) == step, "one session a form, however often it is sent"
        outside.pay(session)
        events = [event for event in stories.subscribed(outside) if event["data"]["object"]["id"] == session]
        after = world.run(processes.recover, outside.url, signed(outside, events), user, session)
        assert after == ([], [200], stories.expected(BY_NAME["paid"]), [], 1), f"killed at step {step}"
        if not was_killed:
            break
    assert step > 8, "it was killed at many steps"


@pytest.mark.slow
def test_an_event_killed_at_any_step_of_its_handling_comes_again(world: World, outside: FakeStripe):
    story = BY_NAME["dispute lost"]  # in one handling tokens are credited and taken
    for step in range(1, MOST_STEPS):
        outside.reset()
        user, session = world.run(processes.begin_new, outside.url, f"ada{step}")
        events = signed(outside, story.tell(outside, session))
        was_killed = killed_at(world, step, processes.take, outside.url, events[:1])
        after = world.run(processes.recover, outside.url, events, user, session)
        assert after == ([], [200] * len(events), stories.expected(story), [], 1), f"killed at step {step}"
        if not was_killed:
            break
    assert step > 15, "it was killed at many steps"


@pytest.mark.parametrize("story", [BY_NAME["partly refunded"], BY_NAME["dispute won"]], ids=lambda story: story.name)
def test_the_same_event_in_eight_processes_at_once(world: World, outside: FakeStripe, story: Story):
    user, session = world.run(processes.begin_new, outside.url, "ada")
    events = signed(outside, story.tell(outside, session))
    for event in events:
        assert world.race(*[(processes.take, outside.url, [event])] * 8) == [[200]] * 8
    assert world.run(processes.left, user, session) == (stories.expected(story), [], 1)


@pytest.mark.parametrize("name", ["refunded in two parts", "dispute lost", "refund failed"])
def test_different_events_of_one_purchase_at_once(world: World, outside: FakeStripe, name: str):
    story = BY_NAME[name]
    user, session = world.run(processes.begin_new, outside.url, "ada")
    events = signed(outside, story.tell(outside, session))
    answers = world.race(*[(processes.take, outside.url, [event]) for event in events])
    again = [event for event, answer in zip(events, answers, strict=True) if answer != [200]]
    assert world.run(processes.take, outside.url, again) == [200] * len(again)
    assert world.run(processes.left, user, session) == (stories.expected(story), [], 1)


def test_one_form_sent_by_several_processes_at_once_is_one_checkout(world: World, outside: FakeStripe):
    user, form = world.run(processes.new_user, "ada"), str(uuid.uuid4())
    assert len(set(world.race(*[(processes.begin, outside.url, user, form)] * 4))) == 1
    assert len(outside.store.all("checkout.session")) == 1
