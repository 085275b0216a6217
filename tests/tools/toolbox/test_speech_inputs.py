"""What the two speech tools take, what they make of it, what it costs, and how they refuse the rest."""

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.principal import Principal
from tools import catalogue
from tools.engines.base import Choice, Result
from tools.models import StoredFile
from tools.toolbox import InvalidInput
from tools.toolbox.transcribe import TOOL as TRANSCRIBE
from tools.toolbox.translate_speech import TOOL as TRANSLATE

BASE = catalogue.model("whisper-base")
TURBO = catalogue.model("whisper-large-v3-turbo")
OWNER = Principal("visitor", "visitor:a", "address:a")
OTHER = Principal("visitor", "visitor:b", "address:b")


@pytest.fixture(autouse=True)
def both_models(settings):
    settings.SPEECH_MODEL, settings.SPEECH_MODELS = TURBO.slug, [BASE.slug, TURBO.slug]


@pytest.fixture
def recording(db):
    return StoredFile.objects.store(b"flac", "audio/flac", owner="visitor:a", kind="audio", seconds=12.3)


def refusal(tool, **inputs):
    with pytest.raises(InvalidInput) as caught:
        tool.clean(inputs, OWNER)
    return caught.value.field, caught.value.code, caught.value.message


def test_defaults_are_filled_in_and_null_means_left_out(recording):
    least = TRANSCRIBE.clean({"file": recording.pk}, OWNER)
    assert least == {"model": TURBO.slug, "file": recording.pk, "prompt": "", "temperature": 0.0, "language": None}
    nothing = dict.fromkeys(("model", "prompt", "temperature", "language"))
    assert TRANSCRIBE.clean({"file": recording.pk, **nothing}, OWNER) == least
    assert TRANSCRIBE.clean(least, OWNER) == least


@pytest.mark.parametrize("given_as", ["de", "DE", " German ", "german"])
def test_a_language_is_known_by_its_code_or_its_name(recording, given_as):
    assert TRANSCRIBE.clean({"file": recording.pk, "language": given_as}, OWNER)["language"] == "de"


@pytest.mark.parametrize(
    ("inputs", "field", "code", "says"),
    [
        ({"file": None}, "file", "required", "missing"),
        ({"file": 5}, "file", "invalid_type", "must be a file"),
        ({"file": "nothing"}, "file", "file_not_found", "Send it again"),
        ({"language": "klingon"}, "language", "invalid_value", "'klingon'"),
        ({"language": 7}, "language", "invalid_type", "string"),
        ({"language": "yue", "model": BASE.slug}, "language", "invalid_value", "doesn't know Cantonese"),
        ({"prompt": "a" * 1001}, "prompt", "too_long", "at most 1,000"),
        ({"prompt": "a\x00"}, "prompt", "invalid_value", "isn't text"),
        ({"prompt": ["a"]}, "prompt", "invalid_type", "string"),
        ({"temperature": 1.1}, "temperature", "invalid_value", "from 0 to 1"),
        ({"temperature": "warm"}, "temperature", "invalid_type", "number"),
        ({"model": "nope"}, "model", "model_not_found", "whisper-base"),
        ({"seed": 1}, "seed", "unknown_field", "Use only"),
    ],
)
def test_a_bad_input_is_refused_with_its_name_and_its_limit(recording, inputs, field, code, says):
    told = refusal(TRANSCRIBE, **{"file": recording.pk, **inputs})
    assert told[:2] == (field, code)
    assert says in told[2]


def test_only_ones_own_recording_is_taken_and_no_picture(recording):
    with pytest.raises(InvalidInput, match="no file of yours"):
        TRANSCRIBE.clean({"file": recording.pk}, OTHER)
    picture = StoredFile.objects.store(b"png", "image/png", owner="visitor:a", kind="image", width=1, height=1)
    assert refusal(TRANSLATE, file=picture.pk)[:2] == ("file", "unsupported_type")


def test_a_model_that_does_not_translate_is_refused_by_name(recording, settings):
    field, code, message = refusal(TRANSLATE, file=recording.pk, model=TURBO.slug)
    assert (field, code) == ("model", "invalid_value")
    assert "wasn't trained to translate. Use one of: whisper-base." in message
    assert TRANSLATE.clean({"file": recording.pk}, OWNER)["model"] == BASE.slug
    settings.SPEECH_MODELS = [TURBO.slug]
    assert refusal(TRANSLATE, file=recording.pk)[1] == "model_not_found"


def test_translation_takes_no_language(recording):
    assert refusal(TRANSLATE, file=recording.pk, language="de")[:2] == ("language", "unknown_field")


def test_the_engine_gets_the_recordings_bytes(recording):
    asked = {"file": recording.pk, "prompt": "Zürich", "temperature": 0.4}
    heard = TRANSCRIBE.job_inputs(TRANSCRIBE.clean({**asked, "language": "de"}, OWNER))
    same = {"audio": b"flac", "prompt": "Zürich", "temperature": 0.4}
    assert heard == {**same, "task": "transcribe", "language": "de"}
    translated = TRANSLATE.job_inputs(TRANSLATE.clean(asked, OWNER))
    assert translated == {**same, "task": "translate", "language": None}


def test_the_price_is_by_the_second_and_for_what_was_listened_to(recording):
    inputs = TRANSCRIBE.clean({"file": recording.pk}, OWNER)
    quoted = TRANSCRIBE.quote(inputs, TURBO).tokens
    assert quoted == 199  # 100 + 8 * 12.3, rounded up
    assert TRANSCRIBE.price(Result([Choice("", "stop")], seconds=12.3), TURBO) == quoted
    assert TRANSCRIBE.price(Result([Choice("Good", "cancelled")], seconds=5.0), TURBO) == 140
    assert TRANSCRIBE.price(Result([Choice("", "cancelled")]), TURBO) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["model", "file", "prompt", "temperature", "language", "other"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, JSON, max_size=6))
def test_anything_is_cleaned_or_refused_and_the_schema_agrees(recording, data):
    data = {"file": recording.pk, **data}
    for tool in (TRANSCRIBE, TRANSLATE):
        fits = jsonschema.Draft202012Validator(tool.schema()).is_valid(data)
        try:
            tool.clean(data, OWNER)
        except InvalidInput as error:
            refused = error.field
        else:
            refused = ""
        # The schema can't know which tokens are files, what UTF-8 holds, nor which model has which language.
        assert not fits or refused in ("", "file", "model", "language", "prompt")
        assert fits or refused != "" or "language" in data
