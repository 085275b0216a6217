"""How quickly and how well the default speech model listens: `python -m bench speech`.

Recordings of synthesizers (tests/data/speech), clean and with noise, are heard by the engine and by faster-whisper
directly, with the same weights, by turns: the word error rates, times real time, and the ratio of the two times. For a
programme of two minutes it also says when the first words came.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence

import django

import rewind  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

import numpy  # noqa: E402
from django.conf import settings  # noqa: E402

from tests.tools.engines.speech.recordings import (  # noqa: E402
    ENGLISH,
    RATE,
    TEXTS,
    errors,
    flac,
    programme,
    spoken,
    with_noise,
)
from tools import catalogue, weights  # noqa: E402
from tools.engines import registry  # noqa: E402
from tools.engines.base import Job, Segment  # noqa: E402
from tools.engines.speech.engine import SpeechEngine  # noqa: E402

SAID = " ".join(TEXTS[name] for name in ENGLISH)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("python -m bench speech", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args(argv).rounds
    model = catalogue.model(settings.SPEECH_MODEL)
    weights.prepare(model)
    engine = registry.build(model)
    engine.load()
    engine.warm_up()
    tries = {name: (spoken(name), TEXTS[name]) for name in TEXTS}
    tries |= {f"all English, noise {-db} dB": (with_noise(programme(), db), SAID) for db in (20, 10, 5)}
    tries["all English, pauses of 4 s"] = (programme(4.0), SAID)
    tries["two minutes of English"] = (numpy.tile(programme(1.0), 5), " ".join([SAID] * 5))
    print(f"{model.name}, load {os.getloadavg()[0]:.1f}, {rounds} rounds; medians\n")
    print(f"{'':<28}{'seconds':>8}{'words wrong':>13}{'directly':>10}{'x real time':>13}{'directly':>10}{'ratio':>7}")
    for name, (samples, said) in tries.items():
        _compare(name, engine, samples, said, rounds)
    _first_words(engine, tries["two minutes of English"][0], rounds)
    engine.close()
    return 0


def _compare(name: str, engine: SpeechEngine, samples: numpy.ndarray, said: str, rounds: int) -> None:
    """Print one line: the engine's word error rate and speed, those of the direct run, and the times' ratio."""
    ours, theirs, heard, directly = [], [], "", ""
    for _ in range(rounds):
        began = time.perf_counter()
        heard = _listen(engine, samples)[0]
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        segments, _ = engine.ear._whisper.transcribe(samples, vad_filter=True, word_timestamps=True)
        directly = "".join(segment.text for segment in segments)
        theirs.append(time.perf_counter() - began)
    seconds = len(samples) / RATE
    ratio = statistics.median(their / our for our, their in zip(ours, theirs, strict=True))
    print(
        f"{name:<28}{seconds:>8.1f}{errors(said, heard):>13.3f}{errors(said, directly):>10.3f}"
        f"{seconds / statistics.median(ours):>13.1f}{seconds / statistics.median(theirs):>10.1f}{ratio:>7.2f}",
        flush=True,
    )


def _first_words(engine: SpeechEngine, samples: numpy.ndarray, rounds: int) -> None:
    first = statistics.median(_listen(engine, samples)[1] for _ in range(rounds))
    print(f"\nfirst words of {len(samples) / RATE:.0f} seconds after {first:.1f} s")


def _listen(engine: SpeechEngine, samples: numpy.ndarray) -> tuple[str, float]:
    """What the engine heard, and the seconds until its first words."""
    came: list[float] = []
    inputs = {"audio": flac(samples), "task": "transcribe", "language": None, "prompt": "", "temperature": 0.0}
    began = time.perf_counter()

    def note(news: object) -> None:
        if isinstance(news, Segment):
            came.append(time.perf_counter() - began)

    result = engine.run(Job("bench", inputs), note, lambda: False)
    return result.choices[0].text, came[0] if came else 0.0
