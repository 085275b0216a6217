"""What an amount of tokens is worth in use, and how many tokens an amount of use takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from billing import packs
from billing.packs import Pack
from tools.quotes import A_RECORDING, A_SECOND, LONGEST_RECORDING, image_price, speech_price

# A question of a few sentences and an answer of some 300 words, together, in the model's tokens.
TYPICAL_ANSWER = 500
SMALL, LARGE = 512, 1024  # pixels a side
A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Worth:
    """What `tokens` are enough for, if spent on one of these alone."""

    tokens: int
    answers: int
    small_images: int
    large_images: int
    minutes: int


def worth(tokens: int) -> Worth:
    """What one gets for `tokens`."""
    return Worth(
        tokens,
        answers=tokens // TYPICAL_ANSWER,
        small_images=tokens // image_price(SMALL, SMALL),
        large_images=tokens // image_price(LARGE, LARGE),
        minutes=_minutes(tokens),
    )


def _minutes(tokens: int) -> int:
    """Whole minutes of speech, in recordings as long as may be."""
    whole, rest = divmod(tokens, speech_price(LONGEST_RECORDING))
    return whole * (LONGEST_RECORDING // A_MINUTE) + max(0, rest - A_RECORDING) // (A_SECOND * A_MINUTE)


def needed(answers: int = 0, small_images: int = 0, large_images: int = 0, minutes: int = 0) -> int:
    """How many tokens it takes to have all of these."""
    images = image_price(SMALL, SMALL, small_images) + image_price(LARGE, LARGE, large_images)
    whole, rest = divmod(minutes * A_MINUTE, LONGEST_RECORDING)
    speech = whole * speech_price(LONGEST_RECORDING) + (speech_price(rest) if rest else 0)
    return answers * TYPICAL_ANSWER + images + speech


@dataclass(frozen=True, slots=True)
class Basket:
    """The packs that hold enough for the least money."""

    packs: list[tuple[int, Pack]]  # how many of which

    @property
    def dollars(self) -> int:
        """What they cost together."""
        return sum(count * pack.dollars for count, pack in self.packs)

    @property
    def tokens(self) -> int:
        """What they hold together."""
        return sum(count * pack.tokens for count, pack in self.packs)


def basket(tokens: int) -> Basket:
    """The cheapest packs with at least `tokens`."""
    chosen = packs.cheapest_for(tokens)
    return Basket([(len(list(same)), pack) for pack, same in groupby(chosen)])
