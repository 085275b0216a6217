"""The image engine itself: a prompt in, pictures out, one after the other."""

from __future__ import annotations

import gc
import io
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import psutil
import torch
from django.conf import settings
from PIL import Image

from tools.catalogue import Model
from tools.engines.base import Blob, Choice, EngineError, Job, News, Result
from tools.engines.image import metadata
from tools.engines.image.drawing import Cancelled, Order, Reporter, draw
from tools.engines.image.loading import Loaded, load, speed_up
from tools.engines.image.previews import Rate

SEEDS = 2**32
SMALL = 100_000_000  # weights
NO_ROOM = "The graphics memory didn't suffice for this picture. Try again in a moment, or choose a smaller size."

logger = logging.getLogger(__name__)


class ImageEngine:
    """One model, loaded once. It draws one picture at a time: each fills the device, so two at once gain nothing."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.loaded: Loaded | None = None
        self._broken: str | None = None
        self._guard = threading.Lock()

    def load(self) -> None:
        """Bring the model into memory. Raises EngineError with one clear line."""
        torch.set_num_threads(settings.IMAGE_THREADS or threads(self.model))
        self.loaded = load(self.model)
        if self.loaded.on_gpu:
            speed_up(self.loaded.drawing)

    def warm_up(self) -> None:
        """Draw once: a picture of each size where blocks are compiled for each, else of the default size."""
        limits = self.limits
        for width, height in limits.sizes if self.loaded and self.loaded.on_gpu else limits.sizes[:1]:
            guidance = limits.guidance[0] if limits.guidance else None
            inputs = {"width": width, "height": height, "steps": limits.steps[1], "guidance": guidance, "seed": 0}
            self.run(Job("warm-up", {"prompt": "a circle", "n": 1, **inputs}), lambda news: None, lambda: False)

    @property
    def limits(self) -> Any:
        """What the model can draw, as the catalogue says."""
        return self.model.image

    @property
    def broken(self) -> str | None:
        """Why the engine can't run any more; None while it can."""
        return self._broken if self.loaded else "the model isn't loaded"

    def run(self, job: Job, emit: Callable[[News], None], cancelled: Callable[[], bool]) -> Result:
        """Draw the job's pictures; see base.Engine. Raises EngineError."""
        if self.loaded is None:
            raise EngineError("The model isn't loaded.")
        with self._guard:
            try:
                return Result(self._draw(self.loaded, job.inputs, emit, cancelled))
            except (torch.OutOfMemoryError, MemoryError) as error:
                logger.warning("Out of memory: %s", error)
                why = EngineError(NO_ROOM)
            except torch.AcceleratorError as error:  # the device is in a state that only a new process leaves
                self._broken = str(error).splitlines()[0]
                raise EngineError("The graphics card failed. Please try again.") from error
        # Outside of the handler: the error holds the frames, and they the tensors that have to go.
        self._free()
        raise why

    def close(self) -> None:
        """Let the weights go."""
        with self._guard:
            self.loaded = None
            self._free()

    def _draw(
        self, loaded: Loaded, inputs: dict[str, Any], emit: Callable[[News], None], cancelled: Callable[[], bool]
    ) -> list[Choice]:
        choices: list[Choice] = []
        due = Rate()
        try:
            for index, order in enumerate(orders(inputs)):
                picture = draw(loaded, order, Reporter(loaded, order, index, emit, cancelled, due))
                choices.append(self._choice(order, picture))
        except Cancelled:
            choices.append(Choice("", "cancelled"))
        return choices

    def _choice(self, order: Order, picture: Image.Image) -> Choice:
        size = {"width": order.width, "height": order.height}
        data = {"seed": order.seed, **size, "steps": order.steps, "guidance": order.guidance}
        facts = {"prompt": order.prompt, "model": self.model.slug, "licence": self.model.licence, **data}
        if order.source is not None:
            facts["strength"] = data["strength"] = order.strength
        return Choice("", "stop", data, Blob(metadata.png(picture, facts), "image/png"))

    def _free(self) -> None:
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def threads(model: Model) -> int:
    """CPU threads for the model: one a physical core, but one for a small model.

    Its products are too small to be shared out. On a busy machine two threads mostly waited for each other: an icon
    took 16 seconds of CPU time with two and 1.1 with one.
    """
    return 1 if model.parameters < SMALL else psutil.cpu_count(logical=False) or 1


def orders(inputs: dict[str, Any]) -> list[Order]:
    """The pictures of a job. Each has a seed of its own, the first the job's, so each can be drawn again alone."""
    seed = secrets.randbelow(SEEDS) if inputs.get("seed") is None else inputs["seed"]
    source = Image.open(io.BytesIO(inputs["image"])) if inputs.get("image") else None
    return [
        Order(
            prompt=inputs["prompt"],
            width=inputs["width"],
            height=inputs["height"],
            seed=(seed + index) % SEEDS,
            steps=inputs["steps"],
            guidance=inputs.get("guidance"),
            source=source,
            strength=1.0 if source is None else inputs["strength"],
        )
        for index in range(inputs["n"])
    ]
