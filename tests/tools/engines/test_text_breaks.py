"""What happens when the generation thread dies."""

import threading
from collections.abc import Iterator

import pytest

from tests.tools.engines.conftest import Asking
from tools import catalogue
from tools.engines import registry
from tools.engines.base import Delta, EngineError
from tools.engines.text import TextEngine


@pytest.fixture
def doomed(starter_weights: catalogue.Model, starter: TextEngine) -> Iterator[TextEngine]:
    """An engine of its own on the starter's weights in memory, for a test that kills it."""
    engine = registry.build(starter_weights)
    engine.start(starter.loaded)
    yield engine
    engine.close()


def test_all_who_wait_are_told_and_the_engine_says_that_it_is_broken(doomed: TextEngine):
    errors: list[str] = []
    running = threading.Barrier(4)

    def wait() -> None:
        shown = iter([True])

        def cancelled(came: list[Delta]) -> bool:
            if next(shown, False):
                running.wait(60)
            return False

        try:
            Asking(doomed)("Write a long story.", max_tokens=1000, cancelled=cancelled)
        except EngineError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    running.wait(60)
    assert doomed.broken is None
    kill(doomed)
    for thread in threads:
        thread.join(30)
    assert len(errors) == 3
    assert "out of memory, say" in doomed.broken
    with pytest.raises(EngineError, match="stopped"):
        Asking(doomed)("Anyone there?")


def kill(engine: TextEngine) -> None:
    """Make the next forward pass fail, as it does when memory runs out."""

    def fail(model: object) -> None:
        raise RuntimeError("out of memory, say")

    engine.batcher._manager.batch_processor._generation_step = fail


def test_an_engine_without_weights_says_what_to_do(settings, tmp_path):
    settings.MODELS_DIR = tmp_path
    with pytest.raises(EngineError, match=r"run `python manage\.py weights`"):
        registry.build(catalogue.MODELS[0]).load()
