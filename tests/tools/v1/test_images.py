"""/v1/images by the official SDK, a worker played by the test: every shape and every error."""

import asyncio
import io
from base64 import b64decode

import openai
import pytest
import requests
from openai import AsyncOpenAI
from openai.types import ImagesResponse
from openai.types.image_gen_completed_event import ImageGenCompletedEvent
from openai.types.image_gen_partial_image_event import ImageGenPartialImageEvent
from openai.types.image_generate_params import ImageGenerateParamsBase
from PIL import Image

from billing.models import Hold
from tests.problems import assert_problem
from tests.serving import VISITOR, Played, begun
from tools.engines.base import Blob, Choice, Preview, Progress
from tools.models import Generation, StoredFile
from tools.v1.images.parameters import GENERATIONS

DRAW, VARY = "/v1/images/generations", "/v1/images/variations"


def png(colour, size=(64, 64)):
    """A plain picture."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


RED, BLUE = png("red"), png("blue")


def drawn(*contents, reason="stop"):
    """What an engine gives for these pictures."""
    facts = {"width": 64, "height": 64, "steps": 16, "guidance": 3.0}
    return [
        Choice("", reason, {"seed": 7 + number, **facts}, Blob(content, "image/png"))
        for number, content in enumerate(contents)
    ]


def test_images_come_as_base64_and_as_links_that_need_no_cookie(openai_client, web, asked):
    answer = asked(openai_client.images.with_raw_response.generate, prompt="a red apple", n=2, extra_body={"seed": 7})
    run = Played()
    assert run.row.inputs["n"] == 2
    assert run.row.inputs["seed"] == 7
    run.complete(*drawn(RED, BLUE))
    raw = answer.result(20)
    response = ImagesResponse.model_validate(raw.http_response.json(), strict=True)
    assert (response.size, response.output_format, response.background) == ("64x64", "png", "opaque")
    assert [b64decode(image.b64_json) for image in response.data] == [RED, BLUE]
    assert [image.seed for image in response.data] == [7, 8]
    for image, content in zip(response.data, (RED, BLUE), strict=True):
        assert image.url.startswith(f"{web}/files/")
        assert requests.get(image.url, timeout=10).content == content
    assert raw.headers["x-rewind-charged-tokens"] == str(Generation.objects.get().charged)
    assert raw.headers["x-request-id"] == str(run.row.pk)


@pytest.mark.parametrize(("wanted", "has"), [("url", (False, True)), ("b64_json", (True, False))])
def test_each_response_format_has_what_it_says_alone(openai_client, asked, wanted, has):
    answer = asked(
        openai_client.images.generate, prompt="a red apple", response_format=wanted, size="64x64", quality="auto"
    )
    Played().complete(*drawn(RED))
    (image,) = answer.result(20).data
    assert (image.b64_json is not None, image.url is not None) == has


def test_a_stream_has_partial_images_spread_over_the_steps_and_then_the_whole_one(openai_client, asked):
    answer = asked(openai_client.images.generate, prompt="a red apple", stream=True, partial_images=2)
    run = Played()
    for step in range(1, 13):
        run.tell(Progress(0, step, 12), Preview(0, BLUE))
    run.complete(*drawn(RED))
    partials, completed = (events := list(answer.result(20)))[:-1], events[-1]
    for number, event in enumerate(partials):
        ImageGenPartialImageEvent.model_validate(event.model_dump(), strict=True)
        assert (event.type, event.partial_image_index) == ("image_generation.partial_image", number)
        assert b64decode(event.b64_json) == BLUE
    assert len(partials) == 2
    ImageGenCompletedEvent.model_validate(completed.model_dump(), strict=True)
    assert (completed.type, b64decode(completed.b64_json)) == ("image_generation.completed", RED)


def test_a_stream_has_no_partial_images_unless_they_are_wanted(openai_client, asked):
    answer = asked(openai_client.images.generate, prompt="a red apple", stream=True, n=2)
    run = Played()
    run.tell(Progress(0, 1, 2), Preview(0, BLUE))
    run.complete(*drawn(RED, BLUE))
    assert [(event.type, event.index) for event in answer.result(20)] == [
        ("image_generation.completed", 0),
        ("image_generation.completed", 1),
    ]


@pytest.mark.filterwarnings("ignore:deprecated")  # by OpenAI, which has retired its own
def test_variations_resemble_the_image_that_was_sent(web, asked):
    async def vary():
        async with AsyncOpenAI(base_url=f"{web}/v1", **VISITOR) as client:
            return await client.images.create_variation(
                image=("cat.png", png("green", (300, 200))), n=2, extra_body={"strength": 0.4, "prompt": "a cat"}
            )

    answer = asked(asyncio.run, vary())
    run = Played()
    assert (run.row.tool, run.row.inputs["strength"], run.row.inputs["prompt"]) == ("image-variations", 0.4, "a cat")
    sent = StoredFile.objects.get(pk=run.row.inputs["file"])
    assert (sent.name, sent.width, sent.height) == ("cat.png", 300, 200)
    run.complete(*drawn(RED, BLUE))
    assert [b64decode(image.b64_json) for image in answer.result(30).data] == [RED, BLUE]


def test_a_failure_is_an_error_and_costs_nothing(openai_client, web, asked):
    for stream in (False, True):
        answer = asked(openai_client.images.generate, prompt="a red apple", stream=stream)
        Played().fail("The model fell over.")
        with pytest.raises(openai.InternalServerError, match="fell over"):
            answer.result(20)
    answer = asked(openai_client.images.generate, prompt="a red apple", stream=True)
    run = Played()
    run.tell(Progress(0, 1, 2))
    stream = answer.result(20)
    run.fail("The model fell over.")
    with pytest.raises(openai.APIError, match="fell over"):
        list(stream)
    balance = requests.get(f"{web}/api/balance/", timeout=10).json()
    assert (balance["free"], balance["held"]) == (2_500, 0)


def test_a_client_that_leaves_stops_the_drawing(web):
    connection = begun(web + DRAW, json={"prompt": "a red apple"})
    run = Played()
    connection.close()
    assert run.is_asked_to_stop()


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"prompt": ...}, 400, "missing_required_parameter", "prompt"),
        ({"prompt": "x" * 5_000}, 400, "too_long", "prompt"),
        ({"model": "dall-e-3"}, 404, "model_not_found", "model"),
        ({"size": "1x1"}, 400, "invalid_value", "size"),
        ({"n": 11}, 400, "invalid_value", "n"),
        ({"n": "two"}, 400, "invalid_type", "n"),
        ({"quality": "hd"}, 400, "unsupported_parameter", "quality"),
        ({"style": "vivid"}, 400, "unsupported_parameter", "style"),
        ({"background": "transparent"}, 400, "unsupported_parameter", "background"),
        ({"output_format": "webp"}, 400, "unsupported_parameter", "output_format"),
        ({"response_format": "gif"}, 400, "invalid_value", "response_format"),
        ({"response_format": "url", "stream": True}, 400, "invalid_value", "response_format"),
        ({"stream": "yes"}, 400, "invalid_type", "stream"),
        ({"partial_images": 2}, 400, "invalid_value", "partial_images"),
        ({"partial_images": 4, "stream": True}, 400, "invalid_value", "partial_images"),
        ({"lora": "x"}, 400, "unknown_parameter", "lora"),
        ({"seed": -5}, 400, "invalid_value", "seed"),
    ],
)
def test_each_error_has_its_status_code_and_parameter(cast, serving, change, status, code, field):
    data = {"prompt": "a red apple", **change}
    body = {name: value for name, value in data.items() if value is not ...}
    assert_problem(cast.script.client.post(DRAW, body, content_type="application/json"), status, code, field=field)
    assert not Hold.objects.exists()
    assert not Generation.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ({}, 400, "missing_required_parameter", "image"),
        ({"image": "cat.png"}, 400, "invalid_type", "image"),
        ({"image": io.BytesIO(RED[:60])}, 400, "damaged_file", "image"),
        ({"image": io.BytesIO(b"%PDF-1.7 x")}, 400, "unsupported_type", "image"),
        ({"image": io.BytesIO(RED), "mask": io.BytesIO(RED)}, 400, "unknown_parameter", "mask"),
        ({"image": io.BytesIO(RED), "n": "9"}, 400, "invalid_value", "n"),
        ({"image": io.BytesIO(RED), "stream": "true"}, 400, "unknown_parameter", "stream"),
        ({"image": io.BytesIO(RED), "model": "dall-e-2"}, 404, "model_not_found", "model"),
    ],
)
def test_a_variation_that_cannot_be_made_says_why_and_keeps_no_file(cast, serving, data, status, code, field):
    for part in data.values():
        if isinstance(part, io.BytesIO):
            part.seek(0)
    assert_problem(cast.script.client.post(VARY, data), status, code, field=field)
    assert not Hold.objects.exists()
    assert not StoredFile.objects.exists()


def test_edits_are_refused_with_the_way_to_variations(openai_client):
    with pytest.raises(openai.NotFoundError, match="/v1/images/variations"):
        openai_client.images.edit(image=RED, prompt="a hat")


def test_a_key_for_text_alone_draws_nothing(cast, serving):
    cast.owner.user.api_keys.update(scopes=["text"])
    answer = cast.program.client.post(DRAW, {"prompt": "a red apple"}, content_type="application/json")
    assert_problem(answer, 403, "insufficient_scope")


def test_every_parameter_of_the_sdk_is_either_taken_or_refused_as_not_supported():
    known = {*ImageGenerateParamsBase.__annotations__, "stream"}
    assert known - {*GENERATIONS.passed, *GENERATIONS.own, *GENERATIONS.nothing} == set()
