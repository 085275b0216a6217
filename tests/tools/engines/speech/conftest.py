"""whisper-base, loaded once for all tests of the speech engines, and a short way to let an engine listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy
import pytest

from tests.tools.engines.loading import loaded
from tests.tools.engines.speech.recordings import flac
from tools import catalogue, weights
from tools.engines.base import Job, News, Progress, Result, Segment
from tools.engines.speech.engine import SpeechEngine


@dataclass
class Heard:
    """What came back: the result, and the news in the order in which they came."""

    result: Result
    news: list[News] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.result.choices[0].text

    @property
    def data(self) -> dict[str, Any]:
        return self.result.choices[0].data

    @property
    def segments(self) -> list[Segment]:
        return [item for item in self.news if isinstance(item, Segment)]

    @property
    def progress(self) -> list[float]:
        return [item.done for item in self.news if isinstance(item, Progress)]


def listen(
    engine: SpeechEngine,
    samples: numpy.ndarray,
    *,
    cancelled: Callable[[list[News]], bool] = lambda news: False,
    **inputs: Any,
) -> Heard:
    """Let the engine listen as the worker does; `cancelled` is asked with the news that have come so far."""
    standard = {"task": "transcribe", "language": None, "prompt": "", "temperature": 0.0}
    news: list[News] = []
    job = Job("test", {"audio": flac(samples), **standard, **inputs})
    return Heard(engine.run(job, news.append, lambda: cancelled(news)), news)


@pytest.fixture(scope="session")
def whisper_base() -> catalogue.Model:
    """The starter of the catalogue, its weights in their place."""
    model = catalogue.model("whisper-base")
    weights.prepare(model)
    return model


@pytest.fixture(scope="session")
def listener(whisper_base: catalogue.Model) -> Iterator[SpeechEngine]:
    """The starter's engine, loaded and warm."""
    with loaded(whisper_base) as engine:
        yield engine
