"""Whisper by faster-whisper: what it hears, where, and what it doesn't hear."""

from __future__ import annotations

import itertools
from typing import Any

import numpy
import pytest

from tests.tools.engines.speech.conftest import Heard, listen
from tests.tools.engines.speech.recordings import (
    ENGLISH,
    NOT_SPEECH,
    RATE,
    TEXTS,
    errors,
    programme,
    silence,
    spoken,
    with_noise,
)
from tools.engines.base import EngineError, Job, Progress
from tools.engines.speech.engine import SpeechEngine

SAID = " ".join(TEXTS[name] for name in ENGLISH)
ALLOWED = 0.05  # of the word error rate, more than the same weights make when they are run directly


def directly(listener: SpeechEngine, samples: numpy.ndarray, **options: Any) -> str:
    """The same weights, through faster-whisper's own front door."""
    segments, _ = listener.ear._whisper.transcribe(samples, vad_filter=True, **options)  # type: ignore[attr-defined]
    return "".join(segment.text for segment in segments)


@pytest.fixture(scope="module")
def heard(listener: SpeechEngine) -> Heard:
    """The three English recordings with four seconds of silence around each."""
    return listen(listener, programme(pause=4.0))


def test_three_voices_are_heard_as_well_as_by_the_same_weights_directly(listener: SpeechEngine, heard: Heard):
    direct = errors(SAID, directly(listener, programme(pause=4.0)))
    assert errors(SAID, heard.text) <= direct + ALLOWED
    assert errors(SAID, heard.text) < 0.15
    assert heard.data["language"] == "en"


def test_what_is_said_is_told_as_it_is_heard_and_once_more_at_the_end(heard: Heard):
    choice = heard.result.choices[0]
    assert choice.finish_reason == "stop"
    assert [segment.id for segment in heard.segments] == list(range(len(heard.segments)))
    for segment, kept in zip(heard.segments, heard.data["segments"], strict=True):
        assert (segment.id, segment.start, segment.end, segment.text, segment.words) == tuple(
            kept[name] for name in ("id", "start", "end", "text", "words")
        )
    assert heard.text == " ".join(segment.text for segment in heard.segments)
    assert heard.progress == sorted(heard.progress)
    duration = len(programme(pause=4.0)) / RATE
    assert heard.news[-1] == Progress(0, duration, duration)
    assert heard.result.seconds == duration


def test_words_have_their_places_in_the_recording_and_none_in_the_silence(heard: Heard):
    words = [word for segment in heard.data["segments"] for word in segment["words"]]
    assert all(word["start"] <= word["end"] for word in words)
    assert all(before["end"] <= after["start"] for before, after in itertools.pairwise(words))
    begins = itertools.accumulate((4 + len(spoken(name)) / RATE for name in ENGLISH), initial=0.0)
    for begin, name in zip(begins, ENGLISH, strict=False):
        inside = [word for word in words if begin + 3.5 < word["start"] < begin + 4.5 + len(spoken(name)) / RATE]
        assert errors(TEXTS[name], "".join(word["word"] for word in inside)) < 0.2, name
        assert not [word for word in words if begin + 0.6 < (word["start"] + word["end"]) / 2 < begin + 3.4]


def test_sentences_are_segments(heard: Heard):
    assert len(ENGLISH) <= len(heard.segments) <= 7  # the model may join two by a comma
    assert all(segment.text[-1] in ".,!?" for segment in heard.segments)


def test_another_language_is_found_heard_and_translated(listener: SpeechEngine):
    german = listen(listener, spoken("espeak-de"))
    direct = errors(TEXTS["espeak-de"], directly(listener, spoken("espeak-de")))
    assert german.data["language"] == "de"
    assert errors(TEXTS["espeak-de"], german.text) <= direct + ALLOWED
    english = listen(listener, spoken("espeak-de"), task="translate")
    assert english.data["language"] == "de"
    assert "morning" in english.text.lower()
    assert "Wetter" not in english.text


def test_noise_is_borne_as_well_as_by_the_same_weights_directly(listener: SpeechEngine):
    noisy = with_noise(programme(), 10)
    direct = errors(SAID, directly(listener, noisy, language="en"))
    assert errors(SAID, listen(listener, noisy, language="en").text) <= direct + ALLOWED


@pytest.mark.parametrize("seconds", [0.1, 0.7, 5, 31])
@pytest.mark.parametrize("kind", NOT_SPEECH)
def test_where_nobody_speaks_no_words_are_invented(listener: SpeechEngine, kind: str, seconds: float):
    nothing = listen(listener, NOT_SPEECH[kind](seconds))
    assert (nothing.text, nothing.data["segments"], nothing.data["language"]) == ("", [], None)
    assert nothing.result.seconds == pytest.approx(seconds)
    assert nothing.result.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("count", [1, 100, 1600])
def test_a_moment_of_speech_does_no_harm(listener: SpeechEngine, count: int):
    moment = listen(listener, spoken("piper-joe")[RATE : RATE + count], language="en")
    assert len(moment.text) < 20


def test_a_run_that_is_stopped_keeps_what_was_heard_so_far(listener: SpeechEngine):
    recording = numpy.concatenate([programme(), silence(3), programme(), silence(3), programme()])
    stopped = listen(listener, recording, language="en", cancelled=lambda news: any(news))
    assert stopped.result.choices[0].finish_reason == "cancelled"
    assert 15 < stopped.result.seconds < 31
    assert stopped.progress == [stopped.result.seconds]
    assert stopped.text.startswith("The lighthouse")
    assert stopped.data["segments"][-1]["end"] <= stopped.result.seconds + 0.01


def test_a_run_that_is_stopped_at_once_has_listened_to_nothing(listener: SpeechEngine):
    stopped = listen(listener, programme(), cancelled=lambda news: True)
    assert (stopped.result.seconds, stopped.text, stopped.news) == (0, "", [])
    assert stopped.result.choices[0].finish_reason == "cancelled"


def test_chance_and_a_prompt_may_have_a_say(listener: SpeechEngine):
    warm = listen(listener, spoken("flite-slt"), language="en", temperature=0.3, prompt="A tale of the sea.")
    assert errors(TEXTS["flite-slt"], warm.text) < 0.5
    assert {segment["temperature"] for segment in warm.data["segments"]} == {0.3}
    assert "tale" not in warm.text


def test_a_prompt_as_long_as_may_be_does_no_harm(listener: SpeechEngine):
    heard = listen(listener, spoken("piper-joe"), language="en", prompt="Lighthouses, piers, keepers and lamps. " * 25)
    assert errors(TEXTS["piper-joe"], heard.text) < 0.5


def test_a_recording_that_cannot_be_read_is_told_in_words(listener: SpeechEngine):
    inputs = {"audio": b"fLaC and no more", "task": "transcribe", "language": None, "prompt": "", "temperature": 0.0}
    with pytest.raises(EngineError, match="can't be read"):
        listener.run(Job("test", inputs), print, lambda: False)


@pytest.mark.exhaustive
@pytest.mark.parametrize("decibels", [30, 20, 10, 5])
@pytest.mark.parametrize("name", TEXTS)
def test_each_voice_is_heard_as_well_as_directly_in_any_noise(listener: SpeechEngine, name: str, decibels: float):
    noisy = with_noise(numpy.concatenate([silence(2), spoken(name), silence(9)]), decibels)
    direct = errors(TEXTS[name], directly(listener, noisy))
    assert errors(TEXTS[name], listen(listener, noisy).text) <= direct + 2 * ALLOWED
