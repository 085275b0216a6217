"""The finished folder, weights/icons/: what diffusers loads, draws, and what its card says."""

import json

import numpy as np
import pytest
from safetensors import safe_open

from tools.engines.image.prompts import TOKENS
from training.drawing import draw, load
from training.export import FOLDER, facts


@pytest.fixture(scope="module")
def pipeline():
    return load()


def test_it_is_small_enough_for_the_repository():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*")) < 60e6


def test_all_weights_are_float16_safetensors():
    weights = list(FOLDER.rglob("*.safetensors"))
    assert len(weights) == 2
    for path in weights:
        with safe_open(path, "np") as file:
            assert {file.get_tensor(name).dtype for name in file.keys()} == {np.dtype("float16")}  # noqa: SIM118


def test_it_says_what_the_engine_must_know():
    assert json.loads((FOLDER / "rewind.json").read_text()) == facts()
    assert facts()["tokens"] == TOKENS


def test_the_same_seed_draws_the_same_icon_and_another_seed_another(pipeline):
    one, two, other = (draw(pipeline, ["red apple"], seed=seed, steps=2) for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_red_apple_is_red_and_a_blue_heart_blue(pipeline):
    apple, heart = draw(pipeline, ["red apple", "blue heart"], steps=8).reshape(2, -1, 3)
    red, _, blue = apple[apple.min(1) < 200].mean(0)
    assert red > 1.5 * blue
    red, _, blue = heart[heart.min(1) < 200].mean(0)
    assert blue > 1.5 * red


def test_the_card_states_licences_limits_and_the_measured_figure():
    card = (FOLDER / "README.md").read_text()
    for needed in ("MIT", "Microsoft", "held-out", "%", "can't"):
        assert needed in card
