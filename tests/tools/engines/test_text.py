"""The text engine with the real starter model."""

import time

import pytest

from tests.tools.engines.conftest import Asking
from tools.engines import tokens
from tools.engines.base import Delta, EngineError
from tools.engines.text import TextEngine

CROWD = [f"Count from {start} and say what the numbers mean." for start in range(5)]


def test_it_answers(ask: Asking):
    answer = ask("What is the capital of France?")
    assert "Paris" in answer.text
    assert answer.result.choices[0].finish_reason == "stop"


def test_the_pieces_joined_are_the_answer(ask: Asking):
    answer = ask("Name three colours.", n=2, temperature=0.8, seed=3)
    assert [answer.streamed(0), answer.streamed(1)] == [choice.text for choice in answer.result.choices]
    assert len(answer.deltas) > 4


def test_pieces_hold_no_half_characters(ask: Asking):
    answer = ask("Repeat exactly: 🦄🎉 你好世界", temperature=1.2, seed=11, max_tokens=48)
    assert not any("\ufffd" in delta.text for delta in answer.deltas)


def test_counts_are_the_tokenizers_own(ask: Asking, starter: TextEngine):
    answer = ask("What is water?", max_tokens=20)
    messages = [{"role": "user", "content": "What is water?"}]
    assert answer.result.prompt_tokens == tokens.count_prompt(starter.model, messages)
    assert answer.result.completion_tokens == 20
    assert answer.result.choices[0].finish_reason == "length"
    encoded = tokens.prompter(starter.model).tokenizer.encode(answer.text, add_special_tokens=False).ids
    assert len(encoded) == 20


def test_greedy_is_the_same_alone_and_in_a_crowd(ask: Asking):
    alone = [ask(question).text for question in CROWD]
    crowd = ask.together([{"question": question} for question in CROWD])
    assert [answer.text for answer in crowd] == alone


def test_a_seed_gives_the_same_answer_alone_and_in_a_crowd(ask: Asking):
    how = {"temperature": 0.9, "top_p": 0.95, "seed": 42}
    alone = ask("Tell me a story.", **how).text
    assert ask("Tell me a story.", **how).text == alone
    crowd = [{"question": question, "temperature": 1.0, "seed": None} for question in CROWD]
    assert ask.together([{"question": "Tell me a story.", **how}, *crowd])[0].text == alone


def test_other_seeds_and_other_choices_differ(ask: Asking):
    how = {"temperature": 1.0, "max_tokens": 16}
    texts = [ask("Tell me a story.", seed=seed, **how).text for seed in (1, 2)]
    pair = ask("Tell me a story.", seed=1, n=2, **how)
    assert len({*texts, pair.result.choices[1].text}) == 3
    assert pair.result.choices[0].text == texts[0]
    assert pair.result.completion_tokens <= 32


def test_a_stop_string_ends_the_answer_and_is_not_in_it(ask: Asking):
    whole = ask("Explain what rain is.", max_tokens=40).text
    stop = whole[30:37]
    answer = ask("Explain what rain is.", max_tokens=40, stop=[stop])
    assert answer.text == answer.streamed() == whole[: whole.find(stop)]
    assert answer.result.choices[0].finish_reason == "stop"
    assert 0 < answer.result.completion_tokens < 40


def test_cancelling_frees_the_place_within_two_steps(ask: Asking, starter: TextEngine):
    batcher = starter.batcher
    seen: list[int] = []

    def cancelled(came: list[Delta]) -> bool:
        if batcher.steps - start >= 4 and not seen:
            seen.append(batcher.steps)
        return bool(seen)

    start = batcher.steps
    answer = ask("Write a long story about the sea.", max_tokens=400, cancelled=cancelled)
    deadline = time.monotonic() + 5
    while batcher.active and time.monotonic() < deadline:
        time.sleep(0.001)
    assert batcher.steps - seen[0] <= 2
    assert not batcher.active
    assert answer.result.choices[0].finish_reason == "cancelled"
    assert answer.text == answer.streamed()
    assert 0 < answer.result.completion_tokens < 20


def test_a_prompt_longer_than_the_context_is_refused(ask: Asking):
    with pytest.raises(EngineError, match="tokens"):
        ask("word " * 9000)


def test_a_long_prompt_is_read_in_pieces_and_understood(ask: Asking):
    filler = "The sky is blue and the grass is green. " * 60
    answer = ask(f"{filler}\n\nWhat is the capital of France?")
    assert answer.result.prompt_tokens > 512
    assert answer.text


def test_more_people_than_places_all_get_their_answer(ask: Asking):
    answers = ask.together([{"question": "Say hello.", "max_tokens": 4}] * 40)
    assert len({answer.text for answer in answers}) == 1
