"""The image engine with FLUX's own parts, tiny and random; what a trained model draws is in test_icons.py."""

import io
import json
import shutil

import pytest
import torch
from django.test import override_settings
from PIL import Image

from tests.tools.engines.image.conftest import FLUX, Drawing
from tools.engines import registry
from tools.engines.base import EngineError, Progress
from tools.engines.image import metadata


@pytest.fixture
def photo() -> bytes:
    """A picture as the tools hand it over, wider than high: red, and blue to the right."""
    picture = Image.new("RGB", (120, 60), (220, 30, 30))
    picture.paste((30, 30, 220), (60, 0, 120, 60))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_seed_gives_the_same_bytes_alone_and_among_others(flux: Drawing):
    alone = flux(seed=7)
    among = flux(seed=6, n=3)
    assert among.files[1] == alone.files[0]
    assert len(set(among.files)) == 3
    assert [choice.data["seed"] for choice in among.choices] == [6, 7, 8]
    assert {choice.finish_reason for choice in among.choices} == {"stop"}


def test_without_a_seed_one_is_drawn_and_told(flux: Drawing):
    drawn = flux(seed=None)
    told = drawn.choices[0].data["seed"]
    assert 0 <= told < 2**32
    assert flux(seed=told).files == drawn.files
    assert flux(seed=2**32 - 1, n=2).choices[1].data["seed"] == 0, "each can be asked for again"


def test_the_picture_says_how_it_was_made(flux: Drawing):
    picture = flux("Ein roter Apfel, 红苹果", seed=5).pictures[0]
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (64, 64))
    lines = picture.text["parameters"].splitlines()
    assert lines[0] == "Ein roter Apfel, 红苹果"
    assert lines[1].startswith("Steps: 4, Sampler: Euler, Seed: 5, Size: 64x64, Model: flux.1-schnell")
    assert json.loads(picture.text["rewind"]) == {
        "prompt": "Ein roter Apfel, 红苹果",
        "model": "flux.1-schnell",
        "licence": "Apache-2.0",
        "seed": 5,
        "width": 64,
        "height": 64,
        "steps": 4,
        "guidance": None,
    }


def test_each_step_is_told_and_previews_are_small_pictures(flux: Drawing):
    drawn = flux(n=2, width=1024, height=512)
    assert drawn.steps == [(index, done) for index in range(2) for done in range(5)]
    assert all(item.total == 4 for item in drawn.news if isinstance(item, Progress))
    assert drawn.previews
    for preview in drawn.previews:
        assert len(preview.image) <= 30_000
        with Image.open(io.BytesIO(preview.image)) as small:
            assert (small.format, small.size) == ("WEBP", (128, 64))


def test_a_stop_is_seen_between_steps_and_what_is_finished_stays(flux: Drawing):
    drawn = flux(n=3, cancelled=lambda news: Progress(1, 2, 4) in news)
    assert drawn.steps[-1] == (1, 2)
    assert [choice.finish_reason for choice in drawn.choices] == ["stop", "cancelled"]
    assert len(drawn.files) == 1
    assert drawn.choices[1].file is None
    assert flux(seed=7).files == drawn.files, "the next job runs"


def test_a_job_that_is_stopped_at_once_draws_nothing(flux: Drawing):
    drawn = flux(cancelled=lambda news: True)
    assert [(choice.finish_reason, choice.file) for choice in drawn.choices] == [("cancelled", None)]
    assert drawn.news == []


def test_strength_says_how_far_a_variation_goes(flux: Drawing, photo: bytes):
    drawn = {strength: flux(image=photo, strength=strength) for strength in (0.1, 0.35, 1.0)}
    assert len({each.files[0] for each in drawn.values()}) == 3
    assert drawn[0.35].steps[-1] == (0, 4), "all steps are drawn, whatever the strength"
    assert metadata.read(drawn[0.35].files[0])["strength"] == drawn[0.35].choices[0].data["strength"] == 0.35
    assert flux(image=photo, strength=0.35).files == drawn[0.35].files


def test_one_prompt_is_encoded_once(flux: Drawing):
    before = flux.engine.loaded.encode.cache_info()
    flux("a prompt of its own")
    flux("a prompt of its own", seed=9, n=2)
    after = flux.engine.loaded.encode.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 2)
    assert after.maxsize <= 64


def test_out_of_memory_is_one_clear_line_and_the_next_job_runs(flux: Drawing):
    def fail(*_: object) -> None:
        hook.remove()
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")

    before = flux(seed=3).files
    hook = flux.engine.loaded.drawing.transformer.register_forward_pre_hook(fail)
    with pytest.raises(EngineError, match="memory didn't suffice"):
        flux(seed=3)
    assert flux.engine.broken is None
    assert flux(seed=3).files == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: shutil.rmtree(folder), "isn't in"),
        (lambda folder: (folder / "model_index.json").unlink(), "model_index.json is missing"),
        (lambda folder: (folder / "model_index.json").write_text('{"_class_name": "SanaPipeline"}'), "SanaPipeline"),
        (lambda folder: (folder / "model_index.json").write_text("{"), "can't be loaded from"),
        (lambda folder: (folder / "transformer" / "config.json").write_text("[1]"), "can't be loaded from"),
        (lambda folder: shutil.rmtree(folder / "text_encoder_2"), "can't be loaded from"),
        (lambda folder: cut(folder / "vae" / "diffusion_pytorch_model.safetensors"), "cut short or damaged"),
    ],
)
def test_a_wrong_folder_is_one_clear_line(tiny_models, tmp_path, spoil, says):
    shutil.copytree(tiny_models / FLUX.slug, tmp_path / FLUX.slug)
    spoil(tmp_path / FLUX.slug)
    with override_settings(MODELS_DIR=tmp_path), pytest.raises(EngineError, match=says) as told:
        registry.build(FLUX).load()
    assert "\n" not in str(told.value)


def cut(path):
    path.write_bytes(path.read_bytes()[:5_000])


def test_an_engine_that_is_not_loaded_says_so():
    engine = registry.build(FLUX)
    assert engine.broken
    with pytest.raises(EngineError, match="isn't loaded"):
        Drawing(engine, {})()
