"""Trains the autoencoder: `python -m training.autoencoder --minutes 25`. It goes on from its last checkpoint.

FLUX's layout: 8 times down, 16 latent channels; an icon becomes 8 by 8 by 16 numbers, which the pipeline packs into 16
tokens of 64.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch.nn import functional

from training.data import RENDERS
from training.sources import WORK

CHECKPOINT = WORK / "autoencoder.pt"
CHANNELS = (16, 32, 64, 128)
BATCH = 16
RATE = 1.5e-3
KL_WEIGHT = 1e-4
SAVE_EVERY = 120  # seconds


def new() -> AutoencoderKL:
    """The autoencoder, untrained."""
    levels = len(CHANNELS)
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        block_out_channels=CHANNELS,
        layers_per_block=1,
        latent_channels=16,
        norm_num_groups=8,
        sample_size=64,
        mid_block_add_attention=False,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )


def images(file: Path = RENDERS) -> torch.Tensor:
    """All icons, or the pictures of another file, uint8 [n, 3, 64, 64]."""
    return torch.from_numpy(np.load(file)["pixels"]).permute(0, 3, 1, 2).contiguous()


def scaled(pixels: torch.Tensor) -> torch.Tensor:
    """Bytes to -1 … 1."""
    return (pixels.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def difference(drawn: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean absolute error, plus that of the steps between neighbouring pixels at three sizes: sharp edges."""
    error = drawn - wanted
    loss = error.abs().mean()
    for _ in range(3):
        loss = loss + 0.5 * (error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean())
        error = functional.avg_pool2d(error, 2)
    return loss


def _batch(pixels: torch.Tensor) -> torch.Tensor:
    chosen = scaled(pixels[torch.randint(len(pixels), (BATCH,))])
    return chosen.flip(3) if torch.rand(()) < 0.5 else chosen


def train(minutes: float) -> None:
    """Train for that long in all, counting what earlier runs took. The rate falls to nothing by the end."""
    torch.set_num_threads(2)
    model = new().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4)
    step, spent = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    pixels, mean, saved = images(), 1.0, time.monotonic()
    while spent < minutes * 60:
        began = time.monotonic()
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 200) * (0.02 + 0.98 * min(1, 1.6 * (1 - spent / (minutes * 60))))
        wanted = _batch(pixels)
        posterior = model.encode(wanted).latent_dist
        loss = difference(model.decode(posterior.sample()).sample, wanted)
        (loss + KL_WEIGHT * posterior.kl().mean() / 1024).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step, mean = step + 1, mean + (loss.item() - mean) / 20
        spent += time.monotonic() - began
        if step % 10 == 0:
            print(f"step {step} minute {spent / 60:.1f} loss {mean:.4f}", flush=True)
        if time.monotonic() - saved > SAVE_EVERY or spent >= minutes * 60:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent}
            torch.save(state, CHECKPOINT)
            saved = time.monotonic()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=25)
    train(parser.parse_args().minutes)
