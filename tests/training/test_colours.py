"""The icons' copies in other colours."""

import numpy as np
import pytest

from training.colours import HUES, copies, main_colour, recoloured, turnable
from training.data import Icon

CAR = Icon("automobile", "automobile", (), 1.0)


def disc(colour: tuple[int, int, int]) -> np.ndarray:
    """A disc of one colour with a white spot, on white, as an icon is."""
    y, x = np.mgrid[:64, :64] - 32
    pixels = np.full((64, 64, 3), 255, np.uint8)
    pixels[x**2 + y**2 < 26**2] = colour
    pixels[x**2 + y**2 < 5**2] = 255
    return pixels


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        ((220, 40, 40), "red"),
        ((250, 200, 40), "yellow"),
        ((40, 160, 60), "green"),
        ((40, 110, 230), "blue"),
        ((150, 80, 200), "purple"),
        ((240, 100, 170), "pink"),
        ((120, 80, 50), "brown"),
        ((150, 150, 150), "grey"),
        ((30, 30, 30), "black"),
    ],
)
def test_a_main_colour_has_a_word(colour, word):
    assert main_colour(disc(colour)) == word


def test_an_empty_icon_has_no_main_colour():
    assert main_colour(np.full((64, 64, 3), 255, np.uint8)) is None


@pytest.mark.parametrize("colour", HUES)
def test_a_copy_has_its_colour_and_keeps_its_background_and_its_greys(colour):
    red = disc((220, 40, 40))
    red[40:50, 20:44] = 90
    copy = recoloured(red, colour)
    assert main_colour(copy) == colour
    assert (copy[0] == 255).all()
    assert (copy[40:50, 20:44] == 90).all()


def test_what_is_named_after_its_colour_or_is_a_face_has_no_copies():
    assert turnable(CAR, "red")
    assert not turnable(CAR, "grey")
    assert not turnable(Icon("red-apple", "red apple", (), 1.0), "red")
    assert not turnable(Icon("cat-face", "cat face", (), 1.0), "orange")


def test_copies_are_the_same_each_time_and_never_in_the_icons_own_colour():
    pixels = np.stack([disc((220, 40, 40))])
    once, again = copies([CAR], pixels), copies([CAR], pixels)
    assert [(place, colour) for place, colour, _ in once] == [(place, colour) for place, colour, _ in again]
    assert len({colour for _, colour, _ in once} - {"red"}) == 3
