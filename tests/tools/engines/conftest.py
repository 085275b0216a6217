"""The starter model, loaded once for all tests of the engines, and a short way to ask it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.tools.engines.loading import loaded
from tools import catalogue, weights
from tools.engines.base import Delta, Engine, Job, Result

STARTER = catalogue.MODELS[0]


@dataclass
class Answer:
    """What came back: the result, and the pieces in the order in which they came."""

    result: Result
    deltas: list[Delta] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.result.choices[0].text

    def streamed(self, index: int = 0) -> str:
        return "".join(delta.text for delta in self.deltas if delta.index == index)


@dataclass
class Asking:
    """Asks an engine as the worker does."""

    engine: Engine

    def __call__(
        self, question: str, *, cancelled: Callable[[list[Delta]], bool] | None = None, **inputs: Any
    ) -> Answer:
        """`cancelled` is asked with the pieces that have come so far."""
        standard = {"max_tokens": 24, "temperature": 0.0, "top_p": 1.0, "seed": None, "stop": [], "n": 1}
        messages = [{"role": "user", "content": question}]
        deltas: list[Delta] = []
        job = Job("test", {"messages": messages, **standard, **inputs})
        stop = (lambda: cancelled(deltas)) if cancelled else (lambda: False)
        return Answer(self.engine.run(job, deltas.append, stop), deltas)

    def together(self, asked: list[dict[str, Any]]) -> list[Answer]:
        """All the questions at the same time, from a thread each."""
        answers: list[Any] = [None] * len(asked)

        def put(index: int) -> None:
            answers[index] = self(**asked[index])

        threads = [threading.Thread(target=put, args=(index,)) for index in range(len(asked))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert None not in answers
        return answers


@pytest.fixture(scope="session")
def starter_weights() -> catalogue.Model:
    """The starter model of the catalogue, its weights in their place."""
    weights.prepare(STARTER)
    return STARTER


@pytest.fixture(scope="session")
def starter(starter_weights: catalogue.Model) -> Iterator[Engine]:
    """The starter's engine, loaded and warm."""
    with loaded(starter_weights) as engine:
        yield engine


@pytest.fixture
def ask(starter: Engine) -> Asking:
    return Asking(starter)
