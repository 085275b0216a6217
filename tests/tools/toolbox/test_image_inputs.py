"""What the two image tools take, what they make of it, what it costs, and how they refuse the rest."""

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.principal import Principal
from tools import catalogue
from tools.engines.base import Blob, Choice, Result
from tools.models import StoredFile
from tools.toolbox import InvalidInput
from tools.toolbox.image_variations import TOOL as VARIATIONS
from tools.toolbox.text_to_image import TOOL as DRAW

ICONS = catalogue.model("rewind-icons")
FLUX = catalogue.model("flux.1-schnell")
OWNER = Principal("visitor", "visitor:a", "address:a")
OTHER = Principal("visitor", "visitor:b", "address:b")


@pytest.fixture(autouse=True)
def both_models(settings):
    settings.IMAGE_MODEL, settings.IMAGE_MODELS = ICONS.slug, [ICONS.slug, FLUX.slug]


@pytest.fixture
def picture(db):
    return StoredFile.objects.store(b"png", "image/png", owner="visitor:a", kind="image", width=1000, height=500)


def refusal(tool, **inputs):
    with pytest.raises(InvalidInput) as caught:
        tool.clean(inputs, OWNER)
    return caught.value.field, caught.value.code, caught.value.message


def test_defaults_are_the_models_own():
    assert DRAW.clean({"prompt": " a red apple "}) == {
        "prompt": "a red apple",
        "model": ICONS.slug,
        "size": "64x64",
        "n": 1,
        "seed": None,
        "steps": ICONS.image.steps[0],
        "guidance": ICONS.image.guidance[0],
    }
    flux = DRAW.clean({"prompt": "a red apple", "model": FLUX.slug})
    assert (flux["size"], flux["steps"], flux["guidance"]) == ("1024x1024", 4, None)


def test_null_means_left_out_and_cleaning_twice_changes_nothing(picture):
    once = DRAW.clean({"prompt": "sun", "size": None, "n": None, "seed": 5, "steps": None, "guidance": None})
    assert DRAW.clean(once) == once
    varied = VARIATIONS.clean({"file": picture.pk, "prompt": None, "strength": None}, OWNER)
    assert VARIATIONS.clean(varied, OWNER) == varied
    assert (varied["prompt"], varied["strength"]) == ("", 0.6)


@pytest.mark.parametrize(
    ("inputs", "field", "code", "says"),
    [
        ({}, "prompt", "required", "what to draw"),
        ({"prompt": " \n "}, "prompt", "required", "what to draw"),
        ({"prompt": "a" * 1001, "model": FLUX.slug}, "prompt", "too_long", "at most 1,000"),
        ({"prompt": "a\x00"}, "prompt", "invalid_value", "isn't text"),
        ({"prompt": 5}, "prompt", "invalid_type", "string"),
        ({"prompt": "a", "size": "640x480"}, "size", "invalid_value", "one of: 64x64"),
        ({"prompt": "a", "size": "64x64", "model": FLUX.slug}, "size", "invalid_value", "1024x1024, "),
        ({"prompt": "a", "size": 64}, "size", "invalid_type", "512x512"),
        ({"prompt": "a", "n": 5}, "n", "invalid_value", "from 1 to 4"),
        ({"prompt": "a", "seed": -1}, "seed", "invalid_value", "from 0 to 4294967295"),
        ({"prompt": "a", "seed": 2**32}, "seed", "invalid_value", "from 0 to 4294967295"),
        ({"prompt": "a", "steps": 9, "model": FLUX.slug}, "steps", "invalid_value", "from 1 to 8"),
        ({"prompt": "a", "steps": 2.5}, "steps", "invalid_type", "whole number"),
        ({"prompt": "a", "guidance": 3, "model": FLUX.slug}, "guidance", "invalid_value", "without guidance"),
        ({"prompt": "a", "guidance": float("nan")}, "guidance", "invalid_value", "from"),
        ({"prompt": "a", "model": "nope"}, "model", "model_not_found", FLUX.slug),
        ({"prompt": "a", "strength": 0.5}, "strength", "unknown_field", "Use only"),
    ],
)
def test_a_bad_input_is_refused_with_its_name_and_its_limit(inputs, field, code, says):
    told = refusal(DRAW, **inputs)
    assert told[:2] == (field, code)
    assert says in told[2]


@pytest.mark.parametrize(
    ("inputs", "field", "code"),
    [
        ({}, "file", "required"),
        ({"file": "nothing-of-that-name"}, "file", "file_not_found"),
        ({"strength": 0}, "strength", "invalid_value"),
        ({"strength": "much"}, "strength", "invalid_type"),
    ],
)
def test_a_variation_needs_a_picture_and_a_strength_in_its_range(picture, inputs, field, code):
    given_file = {} if field == "file" else {"file": picture.pk}
    assert refusal(VARIATIONS, **given_file, **inputs)[:2] == (field, code)


def test_only_ones_own_picture_is_taken_and_no_recording(picture):
    with pytest.raises(InvalidInput, match="no file of yours"):
        VARIATIONS.clean({"file": picture.pk}, OTHER)
    sound = StoredFile.objects.store(b"flac", "audio/flac", owner="visitor:a", kind="audio", seconds=1.0)
    assert refusal(VARIATIONS, file=sound.pk)[:2] == ("file", "unsupported_type")


def test_a_variation_has_the_size_whose_shape_is_the_pictures(picture, settings):
    sizes = FLUX.image.sizes
    assert VARIATIONS.clean({"file": picture.pk}, OWNER)["size"] == "64x64"
    chosen = VARIATIONS.clean({"file": picture.pk, "model": FLUX.slug}, OWNER)["size"]
    width, height = map(int, chosen.split("x"))
    assert width / height == max(width / height for width, height in sizes)
    square = StoredFile.objects.store(b"png", "image/png", owner="visitor:a", kind="image", width=9, height=9)
    assert VARIATIONS.clean({"file": square.pk, "model": FLUX.slug}, OWNER)["size"] == "1024x1024"


def test_the_engine_gets_the_pictures_bytes(picture):
    inputs = VARIATIONS.job_inputs(VARIATIONS.clean({"file": picture.pk, "seed": 3, "n": 2}, OWNER))
    assert (inputs["image"], inputs["strength"], inputs["seed"], inputs["n"]) == (b"png", 0.6, 3, 2)
    assert (inputs["width"], inputs["height"]) == (64, 64)
    drawn = DRAW.job_inputs(DRAW.clean({"prompt": "sun"}))
    assert drawn["image"] is None
    assert set(drawn) == set(inputs)


def test_the_price_is_the_area_of_what_was_made():
    inputs = DRAW.clean({"prompt": "sun", "model": FLUX.slug, "size": "512x512", "n": 3})
    assert DRAW.quote(inputs, FLUX).tokens == 1_500
    made = Choice("", "stop", {"width": 512, "height": 512}, Blob(b"", "image/png"))
    assert DRAW.price(Result([made, Choice("", "cancelled")]), FLUX) == 500
    assert DRAW.price(Result([Choice("", "cancelled")]), FLUX) == 0
    assert DRAW.quote(DRAW.clean({"prompt": "sun"}), ICONS).tokens == 8


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 9), st.floats(-1, 9), st.sampled_from(["64x64", " ", "a", [1]])
)
NAMES = st.sampled_from(["prompt", "size", "n", "seed", "steps", "guidance", "strength", "extra"])


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inputs=st.dictionaries(NAMES, VALUES, max_size=3))
def test_the_schema_allows_exactly_what_is_taken(inputs, settings):
    settings.IMAGE_MODELS = [ICONS.slug]
    data = {"prompt": "sun", **inputs}
    allowed = jsonschema.Draft202012Validator(DRAW.schema()).is_valid(data)
    try:
        DRAW.clean(data)
    except InvalidInput:
        assert not allowed
    else:
        assert allowed
