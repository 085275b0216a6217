"""One picture: the pipeline's call, and what is told between its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from diffusers import DiffusionPipeline
from PIL import Image, ImageOps

from tools.engines.base import News, Preview, Progress
from tools.engines.image.loading import Loaded


class Cancelled(Exception):
    """Whoever asked for the picture doesn't want it any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw. `guidance` is None or 1 for none; with `source` it is a variation of that picture.

    `strength` (above 0, to 1) is how far from the source: the share of the way from pure noise that is drawn anew.
    """

    prompt: str
    width: int
    height: int
    seed: int
    steps: int
    guidance: float | None = None
    source: Image.Image | None = None
    strength: float = 1.0


class Reporter:
    """Called by the pipeline after each step: tells how far it is, shows a preview if one is due, looks for a stop."""

    def __init__(
        self,
        loaded: Loaded,
        order: Order,
        index: int,
        emit: Callable[[News], None],
        cancelled: Callable[[], bool],
        due: Callable[[], bool],
    ) -> None:
        self._loaded, self._order, self._index = loaded, order, index
        self._emit, self._cancelled, self._due = emit, cancelled, due
        self._tell(0)

    def __call__(
        self, pipeline: DiffusionPipeline, step: int, timestep: Any, tensors: dict[str, Any]
    ) -> dict[str, Any]:
        if self._loaded.on_gpu:
            torch.cuda.synchronize()  # or steps would be told, and a stop looked for, before the GPU has begun
        done = step + 1
        self._tell(done)
        if done < self._order.steps and self._due():
            ahead = tensors["latents"] - pipeline.scheduler.sigmas[done] * tensors["noise_pred"]
            picture = self._loaded.previewer.picture(ahead, self._order.width, self._order.height)
            self._emit(Preview(self._index, picture))
        return {}

    def _tell(self, done: int) -> None:
        if self._cancelled():
            raise Cancelled
        self._emit(Progress(self._index, done, self._order.steps))


def draw(loaded: Loaded, order: Order, report: Callable[..., dict[str, Any]]) -> Image.Image:
    """The picture. The same order gives the same one: its noise comes from a generator of its own, on the CPU."""
    conditions = loaded.encode(order.prompt)
    settings: dict[str, Any] = {
        "prompt_embeds": conditions.states,
        "pooled_prompt_embeds": conditions.pooled,
        "width": order.width,
        "height": order.height,
        "num_inference_steps": order.steps,
        "generator": torch.Generator("cpu").manual_seed(order.seed),
        "callback_on_step_end": report,
        "callback_on_step_end_tensor_inputs": ["latents", "noise_pred"],
    }
    if order.guidance is not None and order.guidance > 1:
        nothing = loaded.encode("")
        settings |= {
            "true_cfg_scale": order.guidance,
            "negative_prompt_embeds": nothing.states,
            "negative_pooled_prompt_embeds": nothing.pooled,
        }
    if order.source is None:
        return loaded.drawing(**settings).images[0]
    # The pipeline's own `strength` leaves out whole steps, so that of four only five strengths would be. All steps are
    # drawn instead, and spread over the part of the way that the strength asks for.
    settings["sigmas"] = numpy.linspace(order.strength, order.strength / order.steps, order.steps)
    settings |= {"strength": 1.0, "image": fitted(order.source, order.width, order.height)}
    return loaded.variation(**settings).images[0]


def fitted(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The picture in that size, its middle where its shape is another."""
    return ImageOps.fit(picture.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
