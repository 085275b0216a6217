"""What the model computes for a person, bit for bit, alone and among others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.tools.engines.conftest import Asking
from tools.engines.base import Job
from tools.engines.text import TextEngine, packed

pytestmark = pytest.mark.skipif(not packed.supported(), reason="only the packed decoder promises it")

FILLER = "The sky is blue and the grass is green. "
OTHERS = [{"question": FILLER * (3 * number) + "Go on.", "max_tokens": 8} for number in range(1, 8)]
Row = tuple[int, int, int]  # position, token, hash of the hidden state
Watching = Callable[[Callable[[], object]], Counter[Row]]


@pytest.fixture
def rows(starter: TextEngine) -> Iterator[Watching]:
    """Calls something and gives back the rows that the model computed meanwhile, and how often each."""
    seen: Counter[Row] = Counter()

    def note(model: Any, inputs: Any, named: dict[str, Any], output: Any) -> None:
        hidden = [hash(row.numpy().tobytes()) for row in output.last_hidden_state[0]]
        seen.update(zip(named["position_ids"][0].tolist(), named["input_ids"][0].tolist(), hidden, strict=True))

    def during(call: Callable[[], object]) -> Counter[Row]:
        seen.clear()
        call()
        return Counter(seen)

    handle = starter.loaded.network.model.register_forward_hook(note, with_kwargs=True)
    yield during
    handle.remove()


@pytest.mark.parametrize("length", [1, 13, 40])
def test_an_answer_is_computed_from_the_same_bits_in_a_crowd(length: int, ask: Asking, rows: Watching):
    mine = {"question": f"{FILLER * length} What is the capital of France?", "max_tokens": 8}
    prompt = ask(**mine).result.prompt_tokens
    alone = {row for row in rows(lambda: ask(**mine)) if row[0] >= prompt - 1}
    assert len({position for position, _, _ in alone}) == len(alone) > 1
    for place in (0, 4):
        assert alone <= rows(lambda place=place: ask.together([*OTHERS[:place], mine, *OTHERS[place:]])).keys(), place


def test_a_conversation_goes_on_from_the_same_bits_whether_its_answer_is_in_the_cache_or_not(
    starter: TextEngine, rows: Watching
):
    def say(messages: list[dict[str, str]], **how: int) -> Any:
        inputs = {"messages": messages, "temperature": 0.0, "top_p": 1.0, "seed": None, "stop": [], "n": 1, **how}
        return starter.run(Job("test", inputs), lambda delta: None, lambda: False)

    cache = starter.batcher._manager.batch_processor.cache
    first = [{"role": "user", "content": f"{FILLER * 20} Write a long story about the sea."}]
    answer = say(first, max_tokens=60)
    assert answer.prompt_tokens < 256 < answer.prompt_tokens + answer.completion_tokens  # a page ends in the answer
    both = [*first, {"role": "assistant", "content": answer.choices[0].text}, {"role": "user", "content": "Go on."}]
    end = starter._prompter.encode(both)
    after = rows(lambda: say(both, max_tokens=4))
    cache.evict_cached_blocks()
    anew = rows(lambda: say(both, max_tokens=4))
    assert max(anew) > (len(end), 0, 0)
    assert {row for row in anew if row[0] >= len(end) - 1} == {row for row in after if row[0] >= len(end) - 1}


def test_who_has_to_leave_the_cache_and_come_back_goes_on_from_the_same_bits(starter: TextEngine, rows: Watching):
    small = TextEngine(starter.model)
    small.start(replace(starter.loaded, sizes=replace(starter.loaded.sizes, pages=8)))
    ask = Asking(small)
    # Each prompt is nearly a page, so that all answers need a second page at about the same time.
    crowd = [{"question": f"{number} {FILLER * 20} Write a long story.", "max_tokens": 40} for number in range(7)]
    try:
        alone = [rows(lambda mine=mine: ask(**mine)) for mine in crowd]
        small.batcher._manager.batch_processor.cache.evict_cached_blocks()
        together = rows(lambda: ask.together(crowd))
    finally:
        small.close()
    assert any(count > 1 for (position, _, _), count in together.items() if position > 128)  # somebody had to leave
    for each in alone:
        assert each.keys() <= together.keys()
