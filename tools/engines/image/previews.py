"""A small picture of what comes, between two steps: cheap, because many are made and each is looked at for a moment.

What is shown isn't the latents as they are, which are mostly noise at first, but where they are going: at each step, a
flow model says in which straight line it sees the finished picture.
"""

from __future__ import annotations

import io
import time

import torch
from diffusers import AutoencoderKL, FluxPipeline
from PIL import Image
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, interpolate

MOST_BYTES = 30_000
SECONDS_APART = 0.25
SMALL = 128 * 128  # pixels: up to here the autoencoder itself is quick enough, even on a CPU
SIDE = 256  # pixels of a preview's longer side, at most
_QUALITIES = (75, 50, 25, 5)


class Previewer:
    """Turns a model's packed latents into small WebP pictures."""

    def __init__(self, pipeline: FluxPipeline) -> None:
        self._vae: AutoencoderKL = pipeline.vae
        self._factor = pipeline.vae_scale_factor
        self._map = _colours(pipeline.vae, self._factor)

    def picture(self, latents: Tensor, width: int, height: int) -> bytes:
        """The packed latents [1, patches, channels] of a picture of that size, as WebP of at most MOST_BYTES."""
        latents = FluxPipeline._unpack_latents(latents, height, width, self._factor).to(self._vae.dtype)
        if width * height <= SMALL:
            pixels = self._vae.decode(_raw(self._vae, latents), return_dict=False)[0][0]
        else:
            weights, bias = self._map
            pixels = torch.einsum("rc,chw->rhw", weights, latents[0].float()) + bias[:, None, None]
        return _webp(_image(pixels))


class Rate:
    """Answers, before each preview of a job, whether it is time for one."""

    def __init__(self) -> None:
        self._last = -SECONDS_APART

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._last < SECONDS_APART:
            return False
        self._last = now
        return True


def _raw(vae: AutoencoderKL, latents: Tensor) -> Tensor:
    return latents / vae.config.scaling_factor + vae.config.shift_factor


@torch.no_grad()
def _colours(vae: AutoencoderKL, factor: int) -> tuple[Tensor, Tensor]:
    """Weights [3, channels] and bias [3] from one place of the latents to its colour, in -1..1: a straight fit.

    The autoencoder is asked itself, by soft spots of colour that it encodes. So any model has previews of its own.
    """
    generator = torch.Generator().manual_seed(0)
    spots = torch.rand(8, 3, 6, 6, generator=generator) * 2 - 1
    spots[::2] = spots[::2] / 2 + 0.5  # half of them light
    pixels = interpolate(spots, size=(16 * factor, 16 * factor), mode="bicubic").clamp(-1, 1).to(vae.device, vae.dtype)
    latents = (vae.encode(pixels).latent_dist.mean - vae.config.shift_factor) * vae.config.scaling_factor
    inputs = latents.float().movedim(1, -1).flatten(0, 2)
    colours = adaptive_avg_pool2d(pixels.float(), latents.shape[-2:]).movedim(1, -1).flatten(0, 2)
    inputs = torch.cat([inputs, torch.ones_like(inputs[:, :1])], 1).double()
    # A little ridge: channels that carry nothing get no weight.
    square = inputs.T @ inputs + 1e-3 * torch.eye(inputs.shape[1], device=inputs.device, dtype=inputs.dtype)
    solved = torch.linalg.solve(square, inputs.T @ colours.double()).float()
    return solved[:-1].T.contiguous(), solved[-1]


def _image(pixels: Tensor) -> Image.Image:
    """Pixels [3, height, width] in -1..1 as a picture."""
    bytes_ = ((pixels.float() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
    return Image.fromarray(bytes_.permute(1, 2, 0).cpu().numpy())


def _webp(picture: Image.Image) -> bytes:
    picture.thumbnail((SIDE, SIDE))
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=quality, method=2)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
