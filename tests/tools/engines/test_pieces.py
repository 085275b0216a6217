"""Tokens to text, without broken characters."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tools import catalogue
from tools.engines import tokens
from tools.engines.text.pieces import Detokeniser

TEXTS = [
    "Plain words, and a number: 1234.",
    "你好世界。今天天气怎么样",
    "👩‍👩‍👧‍👦 family, 🇩🇪 flag, 👍🏽 thumb",
    "naïve café, e\u0301, Ω≈ç√∫",
    "def f(x):\n    return x ** 2\n\n\ttabbed",
]


@pytest.fixture(scope="module")
def tokenizer(starter_weights: catalogue.Model) -> Tokenizer:
    return tokens.prompter(starter_weights).tokenizer


def pieces_of(tokenizer: Tokenizer, ids: list[int]) -> list[str]:
    detokeniser = Detokeniser(tokenizer)
    return [detokeniser.push([token]) for token in ids]


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_join_to_the_text_and_none_holds_a_broken_character(tokenizer: Tokenizer, text: str):
    pieces = pieces_of(tokenizer, tokenizer.encode(text).ids)
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_comes_out_as_the_tokenizer_decodes_it_whole(tokenizer: Tokenizer, text: str):
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    whole = tokenizer.decode(ids)
    assume("\ufffd" not in whole)
    assert "".join(pieces_of(tokenizer, ids)) == whole


def test_an_answer_that_is_cut_within_a_character_ends_before_it(tokenizer: Tokenizer):
    ids = tokenizer.encode("ok 🦄").ids
    assert "".join(pieces_of(tokenizer, ids[:-1])).strip() == "ok"
