"""The packs, and which of them one needs."""

from itertools import combinations_with_replacement

import pytest

from billing import packs


def test_the_packs_are_those_that_were_promised():
    assert [(pack.amount, pack.tokens) for pack in packs.PACKS] == [
        (100, 40_000),
        (500, 200_000),
        (2_000, 900_000),
        (5_000, 2_500_000),
    ]


def test_an_unknown_pack_is_refused():
    with pytest.raises(packs.UnknownPack, match="usd-7"):
        packs.get("usd-7")


@pytest.mark.parametrize("tokens", [0, 1, 40_000, 40_001, 200_001, 650_000, 900_000, 900_001, 1_700_000, 2_500_001])
def test_the_cheapest_packs_are_found(tokens):
    found = packs.cheapest_for(tokens)
    price = sum(pack.amount for pack in found)
    assert sum(pack.tokens for pack in found) >= tokens
    every = (chosen for count in range(8) for chosen in combinations_with_replacement(packs.PACKS, count))
    enough = [chosen for chosen in every if sum(pack.tokens for pack in chosen) >= tokens]
    assert price == min(sum(pack.amount for pack in chosen) for chosen in enough)


def test_much_begins_with_the_largest_pack():
    found = packs.cheapest_for(100_000_000)
    assert [pack.id for pack in found] == ["usd-50"] * 40
