"""What tokens are worth, both ways round."""

import pytest

from tools.pricing.worth import basket, needed, worth
from tools.quotes import image_price, speech_price


def test_prices_are_those_that_were_promised():
    assert image_price(512, 512) == 500
    assert image_price(1024, 1024) == 2_000
    assert image_price(512, 512, 3) == 1_500
    assert image_price(500, 300) == 287, "rounded up"
    assert speech_price(0) == 100
    assert speech_price(600) == 4_900
    assert speech_price(1.1, 2) == 218, "rounded up"


def test_five_dollars_are_worth_this_much():
    five = worth(200_000)
    assert (five.answers, five.small_images, five.large_images, five.minutes) == (400, 400, 100, 408)


@pytest.mark.parametrize("tokens", [0, 1, 99, 100, 579, 580, 4_900, 5_480, 1_234_567])
def test_what_tokens_are_worth_takes_no_more_tokens_than_that(tokens):
    found = worth(tokens)
    assert needed(answers=found.answers) <= tokens < needed(answers=found.answers + 1)
    assert needed(small_images=found.small_images) <= tokens < needed(small_images=found.small_images + 1)
    assert needed(large_images=found.large_images) <= tokens < needed(large_images=found.large_images + 1)
    assert needed(minutes=found.minutes) <= tokens < needed(minutes=found.minutes + 1)


def test_the_cheapest_packs_are_counted():
    found = basket(2_700_000)
    assert [(count, pack.dollars) for count, pack in found.packs] == [(1, 50), (1, 5)]
    assert (found.dollars, found.tokens) == (55, 2_700_000)
    assert basket(0).packs == []
