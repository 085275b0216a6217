"""The starter draws icons: what they show, that they come again, and what a variation keeps."""

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from PIL import Image
from safetensors.numpy import load_file

from tests.tools.engines.image.conftest import ICONS, Drawing
from tools import weights
from tools.catalogue import EMBEDDER
from tools.engines.image import prompts

AGAIN = """
import django, hashlib; django.setup()
from tools import catalogue
from tools.engines import registry
from tools.engines.base import Job
engine = registry.build(catalogue.model("rewind-icons"))
engine.load()
inputs = {"prompt": "red apple", "width": 64, "height": 64, "n": 1, "seed": 12, "steps": 4, "guidance": 3.0}
drawn = engine.run(Job("again", inputs), lambda news: None, lambda: False)
print(hashlib.sha256(drawn.choices[0].file.content).hexdigest())
"""


def colours(picture: Image.Image) -> numpy.ndarray:
    """The mean red, green and blue of what isn't the light background."""
    pixels = numpy.asarray(picture, dtype=float).reshape(-1, 3)
    inked = pixels[pixels.min(axis=1) < 200]
    return inked.mean(axis=0) if len(inked) else pixels.mean(axis=0)


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean square difference of two pictures, in units of the whole range."""
    return float(numpy.mean((numpy.asarray(one, float) - numpy.asarray(other, float)) ** 2)) / 255**2


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_it_draws_in_the_colour_that_things_have_or_were_asked_for(icons: Drawing):
    def bluer(prompt: str) -> float:
        seen = [colours(picture) for picture in icons(prompt, seed=1, n=3).pictures]
        return float(numpy.median([mean[2] - mean[0] for mean in seen]))

    assert bluer("cat face") < -80, "it is yellow or orange"
    assert bluer("blue heart") > bluer("red heart") + 20


def test_other_prompts_give_other_pictures(icons: Drawing):
    sun, car = icons("sun").pictures[0], icons("car").pictures[0]
    assert apart(sun, car) > 0.01
    assert numpy.asarray(sun).std() > 10, "it isn't one colour"


def test_a_seed_gives_the_same_bytes_alone_and_among_others(icons: Drawing):
    among = icons(seed=11, n=3)
    assert icons(seed=12).files[0] == among.files[1]
    assert len(set(among.files)) == 3


@pytest.mark.slow
def test_another_process_draws_the_same_bytes(icons: Drawing):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rewind.settings", "IMAGE_DEVICE": "cpu"}
    done = subprocess.run([sys.executable, "-c", AGAIN], env=environment, capture_output=True, text=True, check=True)
    here = icons("red apple", seed=12, steps=4, guidance=3.0).files[0]
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest(), done.stderr


def test_a_preview_is_the_picture_in_the_making(icons: Drawing, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tools.engines.image.previews.SECONDS_APART", 0.0)
    drawn = icons("red apple", steps=8)
    assert len(drawn.previews) == 7
    small = [Image.open(io.BytesIO(preview.image)).convert("RGB") for preview in drawn.previews]
    assert small[-1].size == (64, 64)
    assert apart(small[-1], drawn.pictures[0]) < 0.02
    assert apart(small[-1], drawn.pictures[0]) < apart(small[0], drawn.pictures[0])


def test_guidance_changes_the_picture(icons: Drawing):
    assert len({icons(seed=3, guidance=guidance).files[0] for guidance in (1.0, 2.0, 5.0)}) == 3


def test_a_variation_resembles_its_upload_the_more_the_less_strength_it_has(icons: Drawing):
    upload = icons("blue heart", seed=2).pictures[0]
    distances = [
        apart(icons("red apple", seed=3, image=png(upload), strength=strength).pictures[0], upload)
        for strength in (0.1, 0.5, 1.0)
    ]
    assert distances == sorted(distances)
    assert distances[0] < 0.02
    assert distances[0] < distances[2] / 2
    assert icons("", seed=3, image=png(upload), strength=0.5).files, "the prompt may be left out"


def test_the_straight_fit_from_latents_to_colours_shows_the_colours(icons: Drawing, monkeypatch: pytest.MonkeyPatch):
    """It makes the previews of larger pictures; here a picture of two colours that this model takes shows them."""
    monkeypatch.setattr("tools.engines.image.previews.SMALL", 0)
    monkeypatch.setattr("tools.engines.image.previews.SECONDS_APART", 0.0)
    upload = Image.new("RGB", (64, 64), "white")
    upload.paste((220, 40, 40), (0, 8, 32, 56))
    upload.paste((40, 40, 220), (32, 8, 64, 56))
    last = icons("", image=png(upload), strength=0.05, steps=4).previews[-1]
    with Image.open(io.BytesIO(last.image)) as small:
        left, right = small.convert("RGB").getpixel((2, 4)), small.convert("RGB").getpixel((5, 4))
    assert left[0] > left[2] + 40
    assert right[2] > right[0] + 40


def test_the_catalogue_says_what_the_weights_say():
    own = json.loads((weights.folder(ICONS) / "rewind.json").read_text())
    assert ICONS.image.steps[0] == own["steps"]
    assert ICONS.image.guidance[0] == own["true_cfg_scale"]
    assert ICONS.image.sizes[0] == (own["size"], own["size"])
    assert (EMBEDDER.slug, prompts.TOKENS) == (own["text_encoder"], own["tokens"])
    files = list(Path(weights.folder(ICONS)).glob("*/*.safetensors"))
    assert sum(file.stat().st_size for file in files) < 60e6
    held = sum(array.size for file in files for array in load_file(file).values())
    assert ICONS.parameters == held
