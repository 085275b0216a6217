"""The official SDK hears and draws on the whole running site, with the real starter models."""

import asyncio
import io
from base64 import b64decode

import openai
import pytest
import requests
from django.conf import settings
from openai import AsyncOpenAI
from PIL import Image

from rewind.env import BASE_DIR

FOX, KAFFEE = BASE_DIR / "tests/data/fox.ogg", BASE_DIR / "tests/data/kaffee.ogg"
SAID = "the quick brown fox jumps over the lazy dog"
pytestmark = [
    pytest.mark.filterwarnings("ignore:deprecated"),  # by OpenAI, some of its own
    pytest.mark.skipif(not {"image", "speech"} <= set(settings.KINDS), reason="The site runs no such workers."),
]


def plain(text):
    """Only its letters, small, one space between words."""
    return " ".join("".join(sign for sign in text.lower() if sign.isalpha() or sign.isspace()).split())


def cues(subtitles):
    """The spoken lines of subtitles, joined."""
    lines = [line for line in subtitles.splitlines() if not line.strip().isdigit() and "-->" not in line]
    return " ".join(line for line in lines if line != "WEBVTT")


def test_a_recording_is_transcribed_the_same_in_every_format(sdk):
    def hear(wanted, **more):
        return sdk.audio.transcriptions.create(file=FOX, model="whisper-1", response_format=wanted, **more)

    text = hear("json").text
    assert SAID in plain(text)
    assert hear("text") == f"{text}\n"
    assert plain(cues(hear("srt"))) == plain(cues(hear("vtt"))) == plain(text)
    verbose = hear("verbose_json", timestamp_granularities=["word", "segment"], language="en", temperature=0)
    assert (verbose.text, verbose.language) == (text, "english")
    assert 4.5 < verbose.duration < 5.6
    times = [time for word in verbose.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[-1] <= verbose.duration
    assert plain(" ".join(word.word for word in verbose.words)) == plain(text)


def test_a_stream_and_the_async_client_hear_the_same(sdk, live, key):
    async def hear():
        async with AsyncOpenAI(base_url=f"{live.url}/v1", api_key=key, max_retries=0) as client:
            stream = await client.audio.transcriptions.create(file=FOX, model="whisper-base", stream=True)
            return [event async for event in stream]

    *deltas, done = asyncio.run(hear())
    assert {event.type for event in deltas} == {"transcript.text.delta"}
    assert "".join(event.delta for event in deltas) == done.text
    assert done.text == sdk.audio.transcriptions.create(file=FOX, model="whisper-base").text


def test_another_language_is_found_and_translated(sdk):
    heard = sdk.audio.transcriptions.create(file=KAFFEE, model="whisper-1", response_format="verbose_json")
    assert heard.language == "german"
    assert "kaffee mit milch" in plain(heard.text)
    said = sdk.audio.translations.create(file=KAFFEE, model="whisper-1").text
    assert {"coffee", "milk"} <= set(plain(said).split())


def test_the_same_seed_draws_the_same_image_by_base64_and_by_link(sdk):
    def draw(**more):
        return sdk.images.generate(prompt="a red apple", **more).data

    (first,) = draw(extra_body={"seed": 3}, response_format="b64_json")
    picture = b64decode(first.b64_json)
    assert Image.open(io.BytesIO(picture)).size == (64, 64)
    two = draw(n=2, extra_body={"seed": 2}, response_format="url")
    pixels = [Image.open(io.BytesIO(requests.get(image.url, timeout=10).content)).tobytes() for image in two]
    assert pixels[1] == Image.open(io.BytesIO(picture)).tobytes() != pixels[0]
    *partials, completed = sdk.images.generate(
        prompt="a red apple", stream=True, partial_images=2, extra_body={"seed": 3}
    )
    assert len(partials) == 2
    assert b64decode(completed.b64_json) == picture
    (varied,) = sdk.images.create_variation(image=picture, n=1, extra_body={"seed": 1, "strength": 0.3}).data
    assert Image.open(io.BytesIO(b64decode(varied.b64_json))).size == (64, 64)


def test_a_broken_file_is_refused_and_costs_nothing(sdk, live, key):
    def balance():
        return requests.get(f"{live.url}/api/balance/", headers={"Authorization": f"Bearer {key}"}, timeout=10).json()

    before = balance()
    for content in (b"", b"not a recording", FOX.read_bytes()[:300], b"RIFF\xff\xff\xff\xffWAVEfmt "):
        with pytest.raises(openai.BadRequestError) as caught:
            sdk.audio.transcriptions.create(file=("a.ogg", content), model="whisper-1")
        assert caught.value.param == "file"
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.images.create_variation(image=("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50)))
    assert caught.value.param == "image"
    assert balance() == before
