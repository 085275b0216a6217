"""From CTranslate2's file to openai-whisper's checkpoint, and openai-whisper for an ear on the same weights."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from django.test import override_settings

from tests.tools.engines.speech.conftest import listen
from tests.tools.engines.speech.recordings import NOT_SPEECH, RATE, TEXTS, errors, spoken
from tools import catalogue, weights
from tools.engines import registry
from tools.engines.speech.engine import AGAIN, SpeechEngine
from tools.engines.speech.heard import Asked
from tools.weights import converting, ctranslate


def test_a_model_by_openai_is_put_in_place_by_its_own_loader(settings, tmp_path, monkeypatch):
    """The file comes from an address of this machine; all else is real, the comparison of its hash too."""
    import torch
    import whisper

    torch.save({"dims": {}, "model_state_dict": {}}, tmp_path / "tiny.pt")
    digest = weights.sha256(tmp_path / "tiny.pt")
    (tmp_path / digest).mkdir()
    (tmp_path / "tiny.pt").rename(tmp_path / digest / "large-v3-turbo.pt")
    settings.MODELS_DIR = tmp_path / "models"
    turbo = catalogue.model("whisper-large-v3-turbo")
    monkeypatch.setitem(whisper._MODELS, turbo.source, f"file://{tmp_path}/{digest}/large-v3-turbo.pt")
    weights.prepare(turbo)
    weights.check(turbo, thorough=True)
    assert (weights.folder(turbo) / "large-v3-turbo.pt").is_file()
    place = weights.folder(turbo) / "large-v3-turbo.pt"
    place.write_bytes(place.read_bytes()[:100])
    with pytest.raises(weights.BrokenWeights, match="cut short or damaged"):
        weights.check(turbo)


def test_a_download_that_is_not_what_it_should_be_is_refused(settings, tmp_path, monkeypatch):
    import whisper

    (tmp_path / ("0" * 64)).mkdir()
    (tmp_path / ("0" * 64) / "large-v3-turbo.pt").write_bytes(b"something else")
    settings.MODELS_DIR = tmp_path / "models"
    turbo = catalogue.model("whisper-large-v3-turbo")
    monkeypatch.setitem(whisper._MODELS, turbo.source, f"file://{tmp_path}/{'0' * 64}/large-v3-turbo.pt")
    with pytest.raises(weights.BrokenWeights, match="came damaged"):
        weights.prepare(turbo)
    assert not weights.present(turbo)


def written(variables: dict[str, numpy.ndarray], aliases: dict[str, str]) -> bytes:
    """A file as CTranslate2 writes it."""
    types = ["float32", "int8", "int16", "int32", "float16"]

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\x00"

    content = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, array in variables.items():
        content += text(name) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        content += struct.pack("<BI", types.index(str(array.dtype)), array.nbytes) + array.tobytes()
    content += struct.pack("<I", len(aliases))
    return content + b"".join(text(alias) + text(name) for alias, name in aliases.items())


def test_quantized_weights_are_read_as_numbers_again(tmp_path: Path):
    wanted = numpy.random.default_rng(0).normal(size=(3, 5)).astype(numpy.float32)
    scale = 127 / numpy.abs(wanted).max(axis=1)
    stored = {"layer/weight": numpy.rint(wanted * scale[:, None]).astype(numpy.int8), "layer/weight_scale": scale}
    whole = {"short/weight": numpy.rint(wanted * 100).astype(numpy.int16), "short/weight_scale": numpy.float32(100)}
    half = {"bias": wanted[0].astype(numpy.float16)}
    (tmp_path / "model.bin").write_bytes(
        written({**stored, **{name: numpy.asarray(value) for name, value in whole.items()}, **half}, {"tied": "bias"})
    )
    read = ctranslate.read(tmp_path / "model.bin")
    assert numpy.allclose(read["layer/weight"], wanted, atol=0.02)
    assert numpy.allclose(read["short/weight"], wanted, atol=0.006)
    assert numpy.array_equal(read["tied"], half["bias"])
    assert set(read) == {"layer/weight", "short/weight", "bias", "tied"}


@pytest.mark.parametrize("content", [b"", b"\x06", b"GGUF" * 100, struct.pack("<I", 6) + b"\x05\x00name"])
def test_what_is_not_such_a_file_has_no_size(tmp_path: Path, content: bytes):
    (tmp_path / "model.bin").write_bytes(content)
    assert ctranslate.stated_size(tmp_path / "model.bin") == -1
    with pytest.raises(ctranslate.Unreadable):
        ctranslate.read(tmp_path / "model.bin")


def test_a_file_says_how_long_it_is(whisper_base: catalogue.Model):
    path = weights.folder(whisper_base) / "model.bin"
    assert ctranslate.stated_size(path) == path.stat().st_size


@pytest.fixture(scope="module")
def other_ear(whisper_base: catalogue.Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechEngine]:
    """openai-whisper on the starter's own weights, loaded from a folder that somebody put there."""
    model = dataclasses.replace(
        whisper_base, slug="base-by-openai", engine="speech.openai", source="base", package=None
    )
    root = tmp_path_factory.mktemp("models")
    (root / model.slug).mkdir()
    converting.convert(weights.folder(whisper_base) / "model.bin", root / model.slug / "base.pt")
    with override_settings(MODELS_DIR=root, SPEECH_DEVICE="cpu"):
        weights.prepare(model)
        engine = registry.build(model)
        engine.load()
    yield engine
    engine.close()


@pytest.mark.slow
def test_both_engines_hear_the_same_with_the_same_weights(listener: SpeechEngine, other_ear: SpeechEngine):
    voice = spoken("piper-joe")
    ours, theirs = listen(listener, voice, language="en"), listen(other_ear, voice)
    assert theirs.data["language"] == "en"
    assert errors(ours.text, theirs.text) <= 0.1
    assert errors(TEXTS["piper-joe"], theirs.text) <= errors(TEXTS["piper-joe"], ours.text) + 0.05
    if ours.text == theirs.text:
        pairs = zip(ours.segments[0].words, theirs.segments[0].words, strict=True)
        assert all(abs(one["start"] - other["start"]) < 0.3 for one, other in pairs)
    kept = theirs.data["segments"][0]
    assert set(kept) == set(ours.data["segments"][0])
    assert -1 < kept["avg_logprob"] < 0
    assert theirs.result.seconds == ours.result.seconds


@pytest.mark.slow
def test_the_other_ear_hears_again_what_it_is_told_to(other_ear: SpeechEngine):
    beginning = spoken("flite-slt")[: 3 * RATE]
    parts = other_ear.ear.again(beginning, Asked("transcribe", "en", "A tale of the sea.", 0.0), AGAIN)
    text = "".join(word["word"] for part in parts for word in part.words)
    assert "winter night" in text
    assert parts[0].temperature in AGAIN


def test_the_other_ear_invents_nothing_either(other_ear: SpeechEngine):
    assert all(listen(other_ear, sound(5)).text == "" for sound in NOT_SPEECH.values())
