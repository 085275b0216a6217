"""How the engine deals with its ear: what is heard again, what is dropped, what becomes of errors."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy
import pytest

from tests.tools.engines.speech.conftest import listen
from tests.tools.engines.speech.recordings import RATE, programme, silence, spoken
from tools import catalogue
from tools.engines.base import EngineError
from tools.engines.speech.engine import AGAIN, SpeechEngine
from tools.engines.speech.heard import Asked, Part
from tools.engines.speech.recording import WINDOW, windows


def part(text: str, **numbers: float) -> Part:
    """A part whose words take a quarter of a second each."""
    words = [
        {"start": number / 4, "end": (number + 1) / 4, "word": f" {word}", "probability": 0.9}
        for number, word in enumerate(text.split())
    ]
    plain = {"avg_logprob": -0.2, "compression_ratio": 1.2, "no_speech_prob": 0.0, "temperature": 0.0}
    return Part(words, **{**plain, **numbers})


class ScriptedEar:
    """Hears what it was told to."""

    batch = 2

    def __init__(self, *parts: Part, again: Part | None = None) -> None:
        self.parts = list(parts)
        self.second = again
        self.calls: list[Any] = []
        self.at_work = 0

    def load(self, device: str, threads: int) -> None:
        self.calls.append(("load", device, threads))

    def languages(self, samples: numpy.ndarray) -> dict[str, float]:
        self.calls.append("languages")
        return {"yue": 0.9, "fi": 0.3, "en": 0.1}

    def together(self, heard: list[numpy.ndarray], asked: Asked) -> list[Part]:
        self.at_work += 1
        assert self.at_work == 1, "two threads at a time"
        time.sleep(0.01)
        self.at_work -= 1
        self.calls.append(("together", len(heard), asked.language))
        return [self.parts.pop(0) if self.parts else part("Hello.") for _ in heard]

    def again(self, heard: numpy.ndarray, asked: Asked, temperatures: tuple[float, ...]) -> list[Part]:
        self.calls.append(("again", temperatures))
        return [self.second] if self.second else []

    def tokens(self, text: str) -> list[int]:
        return [len(text)]


def engine(ear: ScriptedEar) -> SpeechEngine:
    """An engine that needs no weights."""
    made = SpeechEngine(catalogue.model("whisper-base"), ear)
    made.broken = None
    return made


def test_what_was_heard_poorly_is_heard_again():
    for poor in ({"compression_ratio": 3.0}, {"avg_logprob": -1.5}):
        ear = ScriptedEar(part("la la la la la", **poor), again=part("La.", temperature=0.4))
        heard = listen(engine(ear), spoken("piper-joe"), language="en")
        assert heard.text == "La."
        assert ear.calls[-1] == ("again", AGAIN)


def test_what_is_heard_in_silence_is_dropped():
    ear = ScriptedEar(part("Thank you.", no_speech_prob=0.9, avg_logprob=-1.2))
    heard = listen(engine(ear), spoken("piper-joe"), language="en")
    assert (heard.text, heard.segments) == ("", [])


def test_a_given_temperature_is_used_alone():
    ear = ScriptedEar(again=part("Warm."))
    assert listen(engine(ear), spoken("piper-joe"), language="en", temperature=0.7).text == "Warm."
    assert ear.calls == [("again", (0.7,))]


def test_the_first_window_is_heard_alone_and_the_others_in_batches():
    ear = ScriptedEar()
    recording = numpy.concatenate([programme(pause=0.5), silence(2)] * 4)
    count = len(windows(recording))
    assert count >= 4
    listen(engine(ear), recording, language="en")
    assert [call[1] for call in ear.calls] == [1, 2, *([2] if count > 4 else []), *([1] if count % 2 == 0 else [])]


def test_a_language_that_the_model_does_not_know_is_never_found():
    ear = ScriptedEar()
    assert listen(engine(ear), spoken("piper-joe")).data["language"] == "fi"


def test_runs_wait_for_each_other():
    one = engine(ScriptedEar())
    threads = [threading.Thread(target=listen, args=(one, spoken("piper-joe"))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(call[0] == "together" for call in one.ear.calls if call != "languages") == 5


@pytest.mark.parametrize(("error", "stays"), [("CUDA error: an illegal memory access", False), ("out of memory", True)])
def test_an_error_of_the_hardware_is_one_line_and_a_dead_gpu_ends_the_process(error: str, stays: bool):
    one = engine(ScriptedEar())

    def fail(*_: Any) -> list[Part]:
        raise RuntimeError(f"{error}\nand a long explanation")

    one.ear.together = fail
    with pytest.raises(EngineError) as told:
        listen(one, spoken("piper-joe"), language="en")
    assert str(told.value) == f"The speech engine failed: {error}."
    assert (one.broken is None) is stays


def test_missing_weights_are_one_line(settings: Any, tmp_path: Any):
    settings.MODELS_DIR = tmp_path
    one = SpeechEngine(catalogue.model("whisper-base"), ScriptedEar())
    with pytest.raises(EngineError, match=r"run `python manage\.py weights`"):
        one.load()
    with pytest.raises(EngineError, match="isn't loaded"):
        listen(one, silence(1))


def test_sentences_end_at_their_marks_and_pauses_but_not_at_short_forms():
    said = part("Mr. Smith met Dr. Jones. They talked for a while")
    said.words[-1] |= {"start": 9.0, "end": 9.2}
    heard = listen(engine(ScriptedEar(said)), programme(), language="en")
    assert [segment.text for segment in heard.segments] == ["Mr. Smith met Dr. Jones.", "They talked for a", "while"]


def test_speech_without_marks_is_parted_all_the_same():
    heard = listen(engine(ScriptedEar(part("one, two " * 40))), programme(), language="en")
    assert max(segment.end - segment.start for segment in heard.segments) <= 15
    assert heard.text.split() == ["one,", "two"] * 40


def test_windows_hold_thirty_seconds_of_speech_and_know_where_it_was():
    recording = numpy.concatenate([silence(5), programme(pause=1.5), silence(40), programme(pause=0.3)])
    made = windows(recording)
    assert len(made) > 1
    for window in made:
        assert len(window.samples) == sum(last - first for first, last in window.regions) <= WINDOW
        first, last = window.regions[0][0] / RATE - 0.01, window.end + 0.01  # times are told in hundredths
        assert first <= window.place(0, 0.2)[0] <= window.place(len(window.samples) / RATE, 99)[1] <= last
        before = 0
        for begin, end in window.regions:
            middle = (before + (end - begin) / 2) / RATE
            assert window.place(middle - 0.1, middle + 0.1)[0] == pytest.approx(
                (begin + end) / 2 / RATE - 0.1, abs=0.01
            )
            before += end - begin
    ends = [time for window in made for region in window.regions for time in region]
    assert ends == sorted(ends)


def test_speech_without_a_pause_is_cut_into_windows_too():
    voice = spoken("flite-rms")
    loudest = voice[numpy.abs(voice) > 0.005]
    assert all(len(window.samples) <= WINDOW for window in windows(numpy.tile(loudest, 12)))
