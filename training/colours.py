"""Copies of the icons in other colours: `python -m training.colours` writes var/training/colours.npz.

An icon set shows each thing in one colour, from which nobody can learn what "blue" does to a car. Things of one strong
colour get COPIES copies whose hue is turned, so that colour words mean the same with all of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import numpy as np
from PIL import Image

from training.data import RENDERS, Icon, icons
from training.sources import WORK

COPIES_FILE = WORK / "colours.npz"
HUES = {"red": 0, "orange": 28, "yellow": 50, "green": 130, "blue": 215, "purple": 275, "pink": 330}  # degrees
ENDS = ((12, "red"), (38, "orange"), (68, "yellow"), (165, "green"), (255, "blue"), (295, "purple"), (345, "pink"))
WORDS = re.compile(rf"\b({'|'.join(HUES)}|brown|black|white|grey|gray)\b")
COPIES = 3  # of each icon that can have any
WEIGHT = 0.25  # of a copy, where an icon weighs one
MAIN = 0.5  # the share of what isn't background that makes a colour the main one
NEAR, FAR = 20.0, 35.0  # degrees from the main hue: turned wholly, and not at all
SEED = 11


def main_colour(pixels: np.ndarray) -> str | None:
    """The word for the colour of most of an icon, uint8 [height, width, 3] on white; None where no colour has most."""
    hue, saturation, value = _hsv(pixels)
    thing = (saturation > 0.06) | (value < 0.94)
    if thing.mean() < 0.1:
        return None
    named = np.full(hue.shape, "red", object)
    for end, name in reversed(ENDS):
        named[hue < end] = name
    named[(saturation < 0.55) & (value > 0.8) & ((hue < 12) | (hue >= 345))] = "pink"
    named[(hue >= 5) & (hue < 45) & (value < 0.7)] = "brown"
    named[saturation < 0.2] = "grey"
    named[value < 0.3] = "black"
    words, counts = np.unique(named[thing].astype(str), return_counts=True)
    return str(words[counts.argmax()]) if counts.max() >= MAIN * counts.sum() else None


def recoloured(pixels: np.ndarray, colour: str) -> np.ndarray:
    """The icon with its main hue turned to that of `colour`; what has another hue, and greys, stay as they are."""
    hue, saturation, value = _hsv(pixels)
    strong = (saturation > 0.3) & (value > 0.3)
    counts, edges = np.histogram(hue[strong], 36, (0, 360))
    middle = edges[counts.argmax()] + 5
    off = np.abs((hue - middle + 180) % 360 - 180)
    share = np.clip((FAR - off) / (FAR - NEAR), 0, 1) * (saturation > 0.1)
    turned = (hue - middle + HUES[colour]) % 360
    parts = np.stack([turned / 360, saturation, value], -1)
    drawn = np.asarray(Image.fromarray((parts * 255).round().astype(np.uint8), "HSV").convert("RGB"))
    mixed = share[..., None] * drawn + (1 - share[..., None]) * pixels
    return mixed.round().astype(np.uint8)


def turnable(icon: Icon, colour: str | None) -> bool:
    """Whether copies in other colours make sense: things of one strong colour that isn't part of the name."""
    return icon.weight == 1 and colour in HUES and "face" not in icon.name and not WORDS.search(icon.label.lower())


def copies(chosen: Sequence[Icon], pixels: np.ndarray, seed: int = SEED) -> list[tuple[int, str, np.ndarray]]:
    """The copies as (the icon's place, the copy's colour, its pixels)."""
    dice, found = random.Random(seed), []  # noqa: S311
    for place, icon in enumerate(chosen):
        own = main_colour(pixels[place])
        if turnable(icon, own):
            for colour in dice.sample([name for name in HUES if name != own], COPIES):
                copy = recoloured(pixels[place], colour)
                if main_colour(copy) == colour:
                    found.append((place, colour, copy))
    return found


def _hsv(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hue in degrees, saturation and value from 0 to 1, each [height, width]."""
    parts = np.asarray(Image.fromarray(pixels).convert("HSV")).astype(np.float32) / 255
    return parts[..., 0] * 360, parts[..., 1], parts[..., 2]


def main() -> None:
    """Write the copies."""
    found = copies(icons(), np.load(RENDERS)["pixels"])
    np.savez(
        COPIES_FILE,
        icon=np.array([place for place, _, _ in found]),
        colour=np.array([colour for _, colour, _ in found]),
        pixels=np.stack([copy for _, _, copy in found]),
    )
    print(f"{len(found)} copies in {COPIES_FILE}")


if __name__ == "__main__":
    main()
