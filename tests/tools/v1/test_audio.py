"""/v1/audio by the official SDK, a worker played by the test: every format, every shape and every error."""

import asyncio
import io

import openai
import pytest
import requests
from openai import AsyncOpenAI
from openai.types.audio import Transcription, TranscriptionVerbose, Translation, TranslationVerbose
from openai.types.audio.transcription_create_params import TranscriptionCreateParamsBase
from openai.types.audio.transcription_text_delta_event import TranscriptionTextDeltaEvent
from openai.types.audio.transcription_text_done_event import TranscriptionTextDoneEvent
from openai.types.audio.translation_create_params import TranslationCreateParams

from billing.models import Hold
from tests.problems import assert_problem
from tests.serving import VISITOR, Played, begun
from tests.tools.files.made import sound
from tools.engines.base import Choice, Progress, Segment
from tools.models import Generation, StoredFile
from tools.v1.audio.parameters import TRANSCRIPTIONS, TRANSLATIONS

pytestmark = pytest.mark.filterwarnings("ignore:deprecated")  # by OpenAI, some of its own
HEAR, TRANSLATE = "/v1/audio/transcriptions", "/v1/audio/translations"
WAV = sound("wav", 2.0)


def words(*timed):
    return [{"start": start, "end": end, "word": word, "probability": 0.9} for start, end, word in timed]


SEGMENTS = [
    (0, 0.0, 1.0, "Hello there,", words((0.0, 0.4, " Hello"), (0.4, 1.0, " there,"))),
    (1, 1.0, 2.0, "my friend.", words((1.0, 1.3, " my"), (1.3, 2.0, " friend."))),
]
TEXT = "Hello there, my friend."


def heard(reason="stop", segments=SEGMENTS):
    """What an engine gives for these segments."""
    quality = {"avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.01, "temperature": 0.0}
    rest = {**quality, "tokens": [1, 2], "seek": 0}
    told = [
        {"id": number, "start": start, "end": end, "text": text, "words": timed, **rest}
        for number, start, end, text, timed in segments
    ]
    text = " ".join(segment["text"] for segment in told)
    return Choice(text, reason, {"language": "en", "duration": 2.0, "segments": told})


def ended(run):
    """The run, ended well."""
    run.complete(heard(), seconds=2.0)
    return run


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ("text", f"{TEXT}\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:01,000\nHello there,\n\n2\n00:00:01,000 --> 00:00:02,000\nmy friend.\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello there,\n\n00:00:01.000 --> 00:00:02.000\nmy friend.\n"),
    ],
)
@pytest.mark.parametrize("end", ["transcriptions", "translations"])
def test_each_text_format_comes_as_text(openai_client, asked, end, wanted, answer):
    came = asked(
        getattr(openai_client.audio, end).create, file=("a.wav", WAV), model="whisper-1", response_format=wanted
    )
    ended(Played())
    assert came.result(30) == answer


def test_json_has_the_text_and_the_seconds_that_were_paid(openai_client, asked):
    came = asked(openai_client.audio.transcriptions.with_raw_response.create, file=("a.wav", WAV), model="whisper-base")
    run = ended(Played())
    raw = came.result(30)
    assert raw.http_response.json() == {"text": TEXT, "usage": {"type": "duration", "seconds": 2.0}}
    Transcription.model_validate(raw.http_response.json(), strict=True)
    assert raw.headers["x-rewind-charged-tokens"] == "116"
    assert raw.headers["x-request-id"] == str(run.row.pk)
    assert run.row.tool == "transcribe"
    assert StoredFile.objects.get(pk=run.row.inputs["file"]).name == "a.wav"


@pytest.mark.parametrize(
    ("granularities", "has"),
    [
        (None, (True, False)),
        (["segment"], (True, False)),
        (["word"], (False, True)),
        (["word", "segment"], (True, True)),
    ],
)
def test_verbose_json_has_the_times_that_were_asked_for(web, asked, granularities, has):
    more = {"timestamp_granularities": granularities} if granularities else {}

    async def hear():
        async with AsyncOpenAI(base_url=f"{web}/v1", **VISITOR) as client:
            return await client.audio.transcriptions.with_raw_response.create(
                file=("a.wav", WAV), model="whisper-1", response_format="verbose_json", **more
            )

    came = asked(asyncio.run, hear())
    ended(Played())
    body = came.result(30).http_response.json()
    verbose = TranscriptionVerbose.model_validate(body, strict=True)
    assert (body["task"], verbose.language, verbose.duration, verbose.text) == ("transcribe", "english", 2.0, TEXT)
    assert (verbose.usage.type, verbose.usage.seconds) == ("duration", 2.0)
    assert (verbose.segments is not None, verbose.words is not None) == has
    if verbose.segments:
        assert [(one.id, one.start, one.text) for one in verbose.segments] == [
            (0, 0.0, "Hello there,"),
            (1, 1.0, "my friend."),
        ]
    if verbose.words:
        assert [word.word for word in verbose.words] == ["Hello", "there,", "my", "friend."]


def test_a_translation_has_openais_two_json_shapes(openai_client, asked):
    for wanted in ("json", "verbose_json"):
        came = asked(
            openai_client.audio.translations.with_raw_response.create,
            file=("a.wav", WAV),
            model="whisper-1",
            response_format=wanted,
        )
        assert ended(Played()).row.tool == "translate-speech"
        body = came.result(30).http_response.json()
        if wanted == "json":
            assert body == {"text": TEXT}
            Translation.model_validate(body, strict=True)
        else:
            verbose = TranslationVerbose.model_validate(body, strict=True)
            assert (body["task"], verbose.language, len(verbose.segments)) == ("translate", "english", 2)


def test_inputs_reach_the_tool_as_their_types(openai_client, asked):
    came = asked(
        openai_client.audio.transcriptions.create,
        file=("a.wav", WAV),
        model="whisper-1",
        language="en",
        prompt="Rewind",
        temperature=0.2,
        chunking_strategy="auto",
    )
    inputs = ended(Played()).row.inputs
    assert (inputs["language"], inputs["prompt"], inputs["temperature"]) == ("en", "Rewind", 0.2)
    assert came.result(30).text == TEXT


def test_a_stream_has_a_delta_for_each_segment_as_it_is_heard_and_then_all_of_the_text(openai_client, asked):
    came = asked(openai_client.audio.transcriptions.create, file=("a.wav", WAV), model="whisper-1", stream=True)
    run = Played()
    run.tell(Progress(0, 1.0, 2.0), Segment(0, *SEGMENTS[0]))
    stream = came.result(30)
    first = next(stream)
    assert (first.type, first.delta) == ("transcript.text.delta", "Hello there,")
    run.tell(Segment(0, *SEGMENTS[1]))
    ended(run)
    second, done = stream
    for delta in (first, second):
        TranscriptionTextDeltaEvent.model_validate(delta.model_dump(exclude_unset=True), strict=True)
    TranscriptionTextDoneEvent.model_validate(done.model_dump(exclude_unset=True), strict=True)
    assert (done.type, done.text) == ("transcript.text.done", TEXT)
    assert first.delta + second.delta == TEXT


def test_a_stream_ends_with_done_even_when_nothing_was_said(web, asked):
    came = asked(requests.post, web + HEAR, files={"file": WAV}, data={"stream": "true"}, timeout=30)
    Played().complete(heard(segments=[]), seconds=2.0)
    lines = [line for line in came.result(30).text.splitlines() if line.startswith("data: ")]
    assert lines == ['data: {"type":"transcript.text.done","text":""}', "data: [DONE]"]


def test_a_failure_is_an_error_and_costs_nothing(openai_client, web, asked):
    came = asked(openai_client.audio.transcriptions.create, file=("a.wav", WAV), model="whisper-1")
    Played().fail("The model fell over.")
    with pytest.raises(openai.InternalServerError, match="fell over"):
        came.result(30)
    came = asked(openai_client.audio.transcriptions.create, file=("a.wav", WAV), model="whisper-1", stream=True)
    run = Played()
    run.tell(Segment(0, *SEGMENTS[0]))
    stream = came.result(30)
    run.fail("The model fell over.")
    with pytest.raises(openai.APIError, match="fell over"):
        list(stream)
    balance = requests.get(f"{web}/api/balance/", timeout=10).json()
    assert (balance["free"], balance["held"]) == (2_500, 0)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_stops_the_listening(web, stream):
    connection = begun(web + HEAR, files={"file": WAV}, data={"stream": str(stream)})
    run = Played()
    if stream:
        run.tell(Segment(0, *SEGMENTS[0]))
        response = connection.getresponse()
        assert b"Hello there" in response.readline()
        response.close()
    connection.close()
    assert run.is_asked_to_stop()


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ({"file": ...}, 400, "missing_required_parameter", "file"),
        ({"file": "a.wav"}, 400, "invalid_type", "file"),
        ({"file": b""}, 400, "empty_file", "file"),
        ({"file": WAV[:30]}, 400, "damaged_file", "file"),
        ({"file": b"%PDF-1.7 and so on"}, 400, "unsupported_type", "file"),
        ({"file": b"x" * (25 * 1024 * 1024 + 1)}, 413, "too_large", "file"),
        ({"model": "gpt-4o-transcribe"}, 404, "model_not_found", "model"),
        ({"response_format": "diarized_json"}, 400, "invalid_value", "response_format"),
        ({"response_format": "srt", "stream": "true"}, 400, "invalid_value", "response_format"),
        ({"stream": "maybe"}, 400, "invalid_type", "stream"),
        ({"temperature": "hot"}, 400, "invalid_type", "temperature"),
        ({"temperature": "3"}, 400, "invalid_value", "temperature"),
        ({"language": "klingon"}, 400, "invalid_value", "language"),
        ({"timestamp_granularities[]": "word"}, 400, "invalid_value", "timestamp_granularities"),
        (
            {"timestamp_granularities[]": "line", "response_format": "verbose_json"},
            400,
            "invalid_value",
            "timestamp_granularities",
        ),
        ({"include[]": "logprobs"}, 400, "unsupported_parameter", "include"),
        ({"known_speaker_names[]": "Ada"}, 400, "unsupported_parameter", "known_speaker_names"),
        ({"chunking_strategy[type]": "server_vad"}, 400, "unsupported_parameter", "chunking_strategy"),
        ({"diarize": "1"}, 400, "unknown_parameter", "diarize"),
    ],
)
def test_each_error_has_its_status_code_and_parameter_and_keeps_no_file(cast, serving, data, status, code, field):
    form = {"file": WAV, "model": "whisper-1", **data}
    form = {name: _part(value) for name, value in form.items() if value is not ...}
    assert_problem(cast.script.client.post(HEAR, form), status, code, field=field)
    assert not Hold.objects.exists()
    assert not Generation.objects.exists()
    assert not StoredFile.objects.exists()


def _part(value):
    if isinstance(value, bytes):
        file = io.BytesIO(value)
        file.name = "a.wav"
        return file
    return value


def test_a_translation_has_no_language_of_its_own_and_no_stream(cast, serving):
    for name in ("language", "stream"):
        form = {"file": _part(WAV), name: "en"}
        assert_problem(cast.script.client.post(TRANSLATE, form), 400, "unknown_parameter", field=name)


def test_the_doors_are_those_of_the_rest_of_v1(cast, serving, broker):
    form = {"file": _part(WAV)}
    assert_problem(cast.script.client.get(HEAR), 405, "method_not_allowed")
    assert_problem(cast.script.client.post(HEAR, {}, content_type="application/json"), 415, "unsupported_media_type")
    assert_problem(cast.script.client.post(f"{HEAR}?api_key=x", form), 400, "key_in_query")
    assert_problem(
        cast.script.client.post(HEAR, {"file": _part(WAV)}, headers={"Origin": "https://evil.example"}),
        403,
        "csrf_failed",
    )
    cast.owner.user.api_keys.update(scopes=["text"])
    assert_problem(cast.program.client.post(HEAR, {"file": _part(WAV)}), 403, "insufficient_scope")
    broker.client.flushall()
    assert_problem(cast.script.client.post(HEAR, {"file": _part(WAV)}), 503, "service_unavailable", says="speech")


@pytest.mark.parametrize(
    ("end", "params"), [(TRANSCRIPTIONS, TranscriptionCreateParamsBase), (TRANSLATIONS, TranslationCreateParams)]
)
def test_every_parameter_of_the_sdk_is_either_taken_or_refused_as_not_supported(end, params):
    assert set(params.__annotations__) - {*end.passed, *end.own, *end.nothing} == set()
