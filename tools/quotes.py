"""What a run costs, in Rewind's tokens, always whole numbers.

A price is worked out twice: before a run, at the most it can use (the quote, which is held), and after it, at what it
used (what is charged). Both come from the same function, so the second can't exceed the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

MINIMUM_TEXT = 100
SQUARE = 512 * 512  # pixels
A_SQUARE = 500  # tokens for each SQUARE of an image's area
A_RECORDING = 100
A_SECOND = 8  # tokens for each second of audio, besides A_RECORDING
LONGEST_RECORDING = 600  # seconds


@dataclass(frozen=True, slots=True)
class Quote:
    """The most that a run can cost, and the prompt's size in the model's tokens where the tool has a prompt."""

    tokens: int
    prompt_tokens: int | None = None


def exact(factor: float) -> Fraction:
    """A model's factor as written in the catalogue: 1.1 is eleven tenths, not the nearest binary number above it."""
    return Fraction(str(factor))


def text_price(model_tokens: int, factor: float = 1) -> int:
    """The price of that many prompt and completion tokens together, rounded up."""
    return ceil(max(MINIMUM_TEXT, model_tokens) * exact(factor))


def text_affordable(available: int, prompt_tokens: int, choices: int, factor: float = 1) -> int:
    """How many completion tokens each of `choices` answers may have so that `available` pays for all; may be negative.

    Zero or less when the balance can't pay the least price.
    """
    if available < text_price(0, factor):
        return 0
    return (floor(available / exact(factor)) - prompt_tokens) // choices


def image_price(width: int, height: int, count: int = 1, factor: float = 1) -> int:
    """The price of `count` images of that many pixels, by their area, rounded up."""
    return ceil(Fraction(A_SQUARE * width * height * count, SQUARE) * exact(factor))


def speech_price(seconds: float, factor: float = 1) -> int:
    """The price of listening to one recording of that length, rounded up."""
    return ceil((A_RECORDING + A_SECOND * exact(seconds)) * exact(factor))
