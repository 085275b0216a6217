"""Image engines for the tests, and a short way to ask them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image

from tests.tools.engines.image import tiny
from tests.tools.engines.loading import loaded
from tools import catalogue
from tools.engines.base import Choice, Engine, Job, News, Preview, Progress

FLUX = catalogue.model("flux.1-schnell")
ICONS = catalogue.model("rewind-icons")


@dataclass
class Drawn:
    """What came back, and the news on the way."""

    choices: list[Choice]
    news: list[News] = field(default_factory=list)

    @property
    def files(self) -> list[bytes]:
        return [choice.file.content for choice in self.choices if choice.file]

    @property
    def pictures(self) -> list[Image.Image]:
        return [Image.open(io.BytesIO(content)) for content in self.files]

    @property
    def steps(self) -> list[tuple[int, int]]:
        return [(item.index, item.done) for item in self.news if isinstance(item, Progress)]

    @property
    def previews(self) -> list[Preview]:
        return [item for item in self.news if isinstance(item, Preview)]


@dataclass
class Drawing:
    """Asks an engine as the worker does."""

    engine: Engine
    usual: dict[str, Any]

    def __call__(
        self, prompt: str = "red apple", cancelled: Callable[[list[News]], bool] = lambda news: False, **inputs: Any
    ) -> Drawn:
        """`cancelled` is asked with the news that have come so far."""
        news: list[News] = []
        job = Job("test", {"prompt": prompt, **self.usual, **inputs})
        return Drawn(self.engine.run(job, news.append, lambda: cancelled(news)).choices, news)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder in which FLUX is `tests.tools.engines.image.tiny`."""
    folder = tmp_path_factory.mktemp("models")
    tiny.save(folder / FLUX.slug)
    return folder


@pytest.fixture(scope="session")
def flux_engine(tiny_models: Path) -> Iterator[Engine]:
    with override_settings(MODELS_DIR=tiny_models, IMAGE_DEVICE="cpu"), loaded(FLUX, warm=False) as engine:
        yield engine


@pytest.fixture
def flux(flux_engine: Engine) -> Drawing:
    usual = {"width": 64, "height": 64, "n": 1, "seed": 7, "steps": 4, "guidance": None}
    return Drawing(flux_engine, usual)


@pytest.fixture(scope="session")
def icons_engine() -> Iterator[Engine]:
    """The starter, its weights from the repository."""
    with override_settings(IMAGE_DEVICE="cpu"), loaded(ICONS) as engine:
        yield engine


@pytest.fixture
def icons(icons_engine: Engine) -> Drawing:
    steps, guidance = ICONS.image.steps[0], ICONS.image.guidance[0]
    usual = {"width": 64, "height": 64, "n": 1, "seed": 7, "steps": steps, "guidance": guidance}
    return Drawing(icons_engine, usual)
