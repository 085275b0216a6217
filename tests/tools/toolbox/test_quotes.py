"""Prices: whole numbers, exact at any factor, and what a balance affords."""

from hypothesis import given
from hypothesis import strategies as st

from tools.engines.base import Result
from tools.quotes import text_affordable, text_price
from tools.toolbox.chat import TOOL as CHAT

FACTORS = st.sampled_from([1, 0.5, 1.1, 2.5, 3])
TOKENS = st.integers(0, 40_000)


def test_text_costs_its_tokens_and_at_least_100():
    assert [text_price(tokens) for tokens in (0, 1, 99, 100, 101, 5_000)] == [100, 100, 100, 100, 101, 5_000]


def test_a_factor_multiplies_the_price_and_rounds_up_only_real_fractions():
    assert text_price(100, 1.1) == 110
    assert text_price(101, 1.1) == 112
    assert text_price(10, 0.5) == 50


@given(available=TOKENS, prompt=TOKENS, choices=st.integers(1, 4), factor=FACTORS)
def test_the_affordable_length_is_the_longest_that_the_balance_pays_for(available, prompt, choices, factor):
    length = text_affordable(available, prompt, choices, factor)
    if length > 0:
        assert text_price(prompt + choices * length, factor) <= available
    longer = max(length, 0) + 1
    assert text_price(prompt + choices * longer, factor) > available


@given(prompt=st.integers(1, 8_000), used=st.integers(0, 2_000), spare=st.integers(0, 2_000))
def test_a_run_never_costs_more_than_was_quoted(starter, prompt, used, spare):
    result = Result([], prompt_tokens=prompt, completion_tokens=used)
    assert CHAT.price(result, starter) <= text_price(prompt + used + spare, starter.factor)


def test_a_run_that_made_nothing_costs_nothing(starter):
    assert CHAT.price(Result([], prompt_tokens=40, completion_tokens=0), starter) == 0
