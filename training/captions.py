"""What each icon is called in training: `python -m training.captions` writes var/training/captions.npz.

A third are what people would ask for when the icon is a good answer (`everyday.yaml`: "cup of coffee" for the hot
beverage), a seventh other nouns for the same thing and kinds of it, where WordNet has any ("salmon" for the fish). Of
the others half are the icon's own names, most of the rest its rarer keywords. Some stand in a frame ("a …"). Copies in
other colours (`training.colours`) are called by their colour and the icon's names.
Captions with a word of `held_out.yaml` are left out, so that these words can measure what the model makes of new ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
import yaml

from tools.engines.image.prompts import encode
from training.colours import COPIES_FILE, WORDS
from training.data import Icon, icons
from training.sources import WORK
from training.wordnet import nouns

STATES = WORK / "captions.npz"
HELD_OUT = Path(__file__).with_name("held_out.yaml")
PLAIN_NAMES = Path(__file__).with_name("plain_names.yaml")
EVERYDAY = Path(__file__).with_name("everyday.yaml")

EVERYDAY_SHARE = 0.35  # of all captions
KIND_SHARE = 0.15  # of all captions, where there are any
NAME_SHARE = 0.5  # of the others
MOST_KINDS = 80  # of an icon: there are a thousand herbs
COMMON = 12  # a keyword of more icons than this names none of them
FRAMES = ("{}", "a {}", "{} icon", "{}, flat style", "a {}, flat style", "icon of a {}", "{} emoji", "cute {}")
FRAME_WEIGHTS = (60, 12, 4, 8, 5, 3, 4, 4)
FRAMED_EACH = 1  # framed copies of each caption
SEED = 7


def held_out() -> dict[str, list[str]]:
    """The held-out prompts, each with the names of the icons that answer it."""
    return yaml.safe_load(HELD_OUT.read_text())


def captioned(
    chosen: Sequence[Icon], kinds: Mapping[int, Sequence[tuple[str, int]]] = {}, seed: int = SEED
) -> list[tuple[str, int, float]]:
    """All captions of the icons as (text, the icon's place among them, share of the icon's captions).

    `kinds` has further nouns for the icon at a place, each with its number of steps up to the icon's name.
    """
    dice, found = random.Random(seed), []  # noqa: S311
    counts = Counter(word for icon in chosen for word in set(icon.words))
    for place, icon in enumerate(chosen):
        further = _allowed((noun, 1 / (1 + steps)) for noun, steps in kinds.get(place, ()))
        asked = _allowed((text, 1.0) for text in _everyday().get(icon.name, ()))
        own = 1 - KIND_SHARE * bool(further) - EVERYDAY_SHARE * bool(asked)
        found += [(noun, place, KIND_SHARE * share) for noun, share in further]
        texts = [(text, EVERYDAY_SHARE * share) for text, share in asked]
        texts += [(text, own * share) for text, share in _allowed(_plain(icon, names(icon), counts))]
        found += [(text, place, share) for text, share in _framed(texts, dice)]
    return found


def coloured(icon: Icon, colour: str, dice: random.Random) -> list[tuple[str, float]]:
    """The captions of a copy in another colour, with their shares: half are names, half what people ask for."""
    texts: list[tuple[str, float]] = []
    for group in (names(icon), _everyday().get(icon.name, [])):
        without = [text for text in group if not WORDS.search(text)]
        texts += [(f"{colour} {text}", 1 / len(without)) for text in without]
    return _framed(_allowed(texts), dice)


def names(icon: Icon) -> list[str]:
    """What the icon is called: in the set, in CLDR, and plainly."""
    return list(dict.fromkeys([icon.name.replace("-", " "), icon.label.lower(), *_called().get(icon.name, [])]))


def kinds_of(chosen: Sequence[Icon], seed: int = SEED) -> dict[int, list[tuple[str, int]]]:
    """WordNet's further nouns for the icons, with their steps, by the icon's place. The nearest MOST_KINDS of each."""
    called: dict[str, set[int]] = {}
    for place, icon in enumerate(chosen):
        for name in names(icon):
            called.setdefault(name.removesuffix(" face"), set()).add(place)
    found: dict[int, list[tuple[str, int]]] = {}
    for noun, places, steps in nouns(called):
        for place in places:
            found.setdefault(place, []).append((noun, steps))
    dice = random.Random(seed)  # noqa: S311
    return {
        place: sorted(dice.sample(near, len(near)), key=lambda one: one[1])[:MOST_KINDS]
        for place, near in found.items()
    }


@cache
def _called() -> dict[str, list[str]]:
    """The plain names of each icon that has some."""
    found: dict[str, list[str]] = {}
    for text, name in yaml.safe_load(PLAIN_NAMES.read_text()).items():
        found.setdefault(name, []).append(text)
    return found


@cache
def _everyday() -> dict[str, list[str]]:
    """What people would ask for, by the icon's name."""
    return yaml.safe_load(EVERYDAY.read_text())


@cache
def _forbidden() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(prompt)}s?\b" for prompt in held_out()), re.IGNORECASE)


def _allowed(weighted: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Those without a held-out word, with shares that add up to one."""
    kept = [(text, weight) for text, weight in weighted if not _forbidden().search(text)]
    total = sum(weight for _, weight in kept)
    return [(text, weight / total) for text, weight in kept]


def _framed(texts: Sequence[tuple[str, float]], dice: random.Random) -> list[tuple[str, float]]:
    """Each text bare, with most of its share, and in FRAMED_EACH of the frames."""
    found, bare = [], FRAME_WEIGHTS[0] / 100
    for text, share in texts:
        framed = dice.choices(FRAMES[1:], FRAME_WEIGHTS[1:], k=FRAMED_EACH)
        found.append((text, bare * share))
        found += [(frame.format(text), (1 - bare) * share / FRAMED_EACH) for frame in framed]
    return found


def _plain(icon: Icon, names: list[str], counts: Counter[str]) -> list[tuple[str, float]]:
    """The icon's names and keywords with their shares, before frames and the held-out words."""
    rare = [
        word for word in icon.words if counts[word] <= COMMON and word not in names and re.search(r"[a-z]{3}", word)
    ]
    weights = [1 / counts[word] for word in rare]
    shared = [word for word in icon.words if word not in rare and word not in names and re.search(r"[a-z]{3}", word)]
    share = 1 - NAME_SHARE
    found = [(name, NAME_SHARE / len(names)) for name in names]
    found += [(word, 0.8 * share * weight / sum(weights)) for word, weight in zip(rare, weights, strict=True)]
    found += [(f"{names[0]} {word}", 0.2 * share / len(shared)) for word in shared]
    return found


def main() -> None:
    """Encode every caption and the empty one, and write the file. The last row of states is the empty caption's.

    Places from the number of icons on are those of the copies.
    """
    chosen, copies, dice = icons(), np.load(COPIES_FILE), random.Random(SEED)  # noqa: S311
    found = captioned(chosen, kinds_of(chosen))
    for copy, (place, colour) in enumerate(zip(copies["icon"], copies["colour"], strict=True)):
        texts = coloured(chosen[place], str(colour), dice)
        found += [(text, len(chosen) + copy, share) for text, share in texts]
    texts = list(dict.fromkeys(text for text, _, _ in found))
    rows = {text: row for row, text in enumerate(texts)}
    parts = [encode([*texts, ""][start : start + 256]) for start in range(0, len(texts) + 1, 256)]
    np.savez(
        STATES,
        states=torch.cat([states for states, _ in parts]).half().numpy(),
        means=torch.cat([mean for _, mean in parts]).half().numpy(),
        row=np.array([rows[text] for text, _, _ in found]),
        icon=np.array([place for _, place, _ in found]),
        share=np.array([share for _, _, share in found], np.float32),
    )
    print(f"{len(found)} captions, {len(texts)} different ones, in {STATES}")


if __name__ == "__main__":
    main()
