"""Measures the finished folder: `python -m training.evaluate`. Its figures belong in the model card.

Each held-out prompt is drawn once. The drawing is compared with every training icon; it counts as right if one of those
that the prompt may mean is the nearest, or among the nearest five. Beside it stands what the text encoder alone would
choose, by the captions nearest to the prompt, and what chance would.

Colours are asked for in pairs that no copy showed ("blue car", where no copy of the car was blue): such a drawing is
right if the icon turned to that colour is the nearest to it among all icons turned to that colour.
"""

from __future__ import annotations

import random
import time

import numpy as np
import torch
from diffusers import FluxPipeline
from torch.nn import functional

from tools.engines.image.prompts import encode
from training.captions import STATES, held_out
from training.colours import COPIES_FILE, HUES, main_colour, recoloured, turnable
from training.data import RENDERS, icons
from training.drawing import draw, load

NEAREST = 5
COLOURED = 140
SEED = 1_000


def features(pixels: np.ndarray) -> torch.Tensor:
    """Icons as vectors to compare by distance: small pictures, and where their edges run. [n, numbers]."""
    picture = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
    small = functional.avg_pool2d(picture, 4)
    edges = torch.cat([picture.diff(dim=2)[..., :63], picture.diff(dim=3)[:, :, :63]], 1).abs()
    return torch.cat([small.flatten(1), 2 * functional.avg_pool2d(edges, 7).flatten(1)], 1)


def ranked(drawn: np.ndarray, known: np.ndarray) -> np.ndarray:
    """For each drawing the places of all known icons, nearest first."""
    return torch.cdist(features(drawn), features(known)).argsort(1).numpy()


def by_text(prompts: list[str]) -> np.ndarray:
    """For each prompt the icons in the order of their nearest captions by the text encoder's mean."""
    stored = np.load(STATES)
    captions = functional.normalize(torch.from_numpy(stored["means"]).float(), dim=1)
    likeness = functional.normalize(encode(prompts)[1], dim=1) @ captions.T
    best = torch.full((len(prompts), len(icons())), -1.0)
    icon = stored["icon"] < len(icons())  # not the copies' captions
    places = torch.from_numpy(stored["icon"][icon]).expand(len(prompts), -1)
    best.scatter_reduce_(1, places, likeness[:, stored["row"][icon]], "amax")
    return best.argsort(1, descending=True).numpy()


def shares(order: np.ndarray, right: list[set[int]]) -> str:
    """The shares of prompts with a right icon first, and among the first five."""
    hits = [[place in answers for place in row[:NEAREST]] for row, answers in zip(order, right, strict=True)]
    first, among = np.mean([hit[0] for hit in hits]), np.mean([any(hit) for hit in hits])
    return f"{first:.1%} first, {among:.1%} in the first {NEAREST}"


def unseen_pairs(pixels: np.ndarray, seed: int = SEED) -> dict[str, list[int]]:
    """For each colour the places of icons that no copy shows in it, COLOURED in all."""
    copies = np.load(COPIES_FILE)
    seen = set(zip(copies["icon"].tolist(), copies["colour"].tolist(), strict=True))
    owns = [main_colour(one) for one in pixels]
    places = [place for place, icon in enumerate(icons()) if turnable(icon, owns[place])]
    dice, found = random.Random(seed), {}  # noqa: S311
    for colour in HUES:
        free = [place for place in places if owns[place] != colour and (place, colour) not in seen]
        found[colour] = dice.sample(free, COLOURED // len(HUES))
    return found


def in_colours(pipeline: FluxPipeline, pixels: np.ndarray) -> str:
    """The shares of drawings in colours that are nearest to the right icon, and that have the right main colour."""
    chosen, orders, right, hues = icons(), [], [], []
    for colour, places in unseen_pairs(pixels).items():
        drawn = draw(pipeline, [f"{colour} {chosen[place].name.replace('-', ' ')}" for place in places], seed=SEED)
        turned = np.stack([recoloured(one, colour) for one in pixels])
        orders.append(ranked(drawn, turned))
        right += [{place} for place in places]
        hues += [main_colour(one) == colour for one in drawn]
    return f"{shares(np.concatenate(orders), right)}; the right main colour: {np.mean(hues):.1%}"


def main() -> None:
    """Print the figures."""
    places = {icon.name: place for place, icon in enumerate(icons())}
    asked = held_out()
    right = [{places[name] for name in names} for names in asked.values()]
    pipeline, known = load(), np.load(RENDERS)["pixels"]
    draw(pipeline, ["red apple"])
    began = time.monotonic()
    draw(pipeline, ["red apple"])
    print(f"one icon: {time.monotonic() - began:.2f} s with {torch.get_num_threads()} threads")
    names = [icon.name.replace("-", " ") for icon in icons() if icon.weight == 1][::16]
    own = [{places[name.replace(" ", "-")]} for name in names]
    print("names of icons:", shares(ranked(draw(pipeline, names), known), own))
    print("in colours:", in_colours(pipeline, known))
    order = ranked(draw(pipeline, list(asked), seed=SEED), known)
    print("held-out prompts:", shares(order, right))
    print("by the text encoder alone:", shares(by_text(list(asked)), right))
    print(f"chance: {np.mean([len(answers) for answers in right]) / len(places):.2%}")


if __name__ == "__main__":
    main()
