"""Trains the transformer: `python -m training.transformer --minutes 60`. It goes on from its last checkpoint.

Flow matching: the model sees a mixture of an icon's latents and noise, the noise's share, and a caption, and learns the
way from the icon to the noise. A moving average of the weights (EMA) is what is kept.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, FluxTransformer2DModel

from training.autoencoder import CHECKPOINT as AUTOENCODER
from training.autoencoder import images, new, scaled
from training.captions import STATES
from training.colours import COPIES_FILE, WEIGHT
from training.data import icons
from training.sources import WORK

CHECKPOINT = WORK / "transformer.pt"
BATCH = 48
RATE = 1.5e-3
WARMUP = 200  # steps
DROPPED = 0.1  # share of captions that are emptied, for guidance
CAPTION_NOISE = 0.1
NOISIER = 0.4  # the logit-normal's mean: more of the early steps, in which the caption decides what it becomes
AVERAGE = 0.997
SIDE = 4  # packed tokens a side
LOG_EVERY, SAVE_EVERY = 50, 180  # steps, seconds


def new_transformer() -> FluxTransformer2DModel:
    """The transformer, untrained: 2 double and 5 single blocks, 10 M parameters.

    All modulation begins at zero, so that each block begins as the identity (DiT's adaLN-Zero, arXiv 2212.09748).
    """
    model = FluxTransformer2DModel(
        patch_size=1,
        in_channels=64,
        num_layers=2,
        num_single_layers=5,
        attention_head_dim=32,
        num_attention_heads=8,
        joint_attention_dim=384,
        pooled_projection_dim=384,
        guidance_embeds=False,
        axes_dims_rope=(8, 12, 12),
    )
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear) and ("norm" in name or name == "proj_out"):
            torch.nn.init.zeros_(module.weight)
            torch.nn.init.zeros_(module.bias)
    return model


def trained_autoencoder(file: Path = AUTOENCODER) -> AutoencoderKL:
    """The trained autoencoder, with its latents' mean and spread in its configuration."""
    model = new()
    model.load_state_dict(torch.load(file)["model"])
    latents = encode(model.eval(), images())
    model.register_to_config(shift_factor=latents.mean().item(), scaling_factor=1 / latents.std().item())
    return model


@torch.inference_mode()
def encode(model: AutoencoderKL, pixels: torch.Tensor) -> torch.Tensor:
    """The latents of uint8 [n, 3, 64, 64], unscaled, [n, 16, 8, 8]."""
    return torch.cat([model.encode(scaled(part)).latent_dist.mean for part in pixels.split(64)])


def pack(latents: torch.Tensor) -> torch.Tensor:
    """[n, 16, 8, 8] to [n, 16 tokens, 64], as FluxPipeline does."""
    count, channels, height, width = latents.shape
    squares = latents.reshape(count, channels, height // 2, 2, width // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return squares.reshape(count, height * width // 4, channels * 4)


@dataclass
class Examples:
    """Draws batches: an icon or a copy by its weight, then one of its captions by its share."""

    latents: torch.Tensor
    states: torch.Tensor
    means: torch.Tensor
    row: np.ndarray
    icon: np.ndarray
    reach: np.ndarray

    @classmethod
    def load(cls) -> Examples:
        """From the files that training.data, training.captions and training.autoencoder wrote."""
        model, copies = trained_autoencoder(), images(COPIES_FILE)
        latents = encode(model, torch.cat([images(), copies]))
        latents = pack((latents - model.config.shift_factor) * model.config.scaling_factor).clone()
        stored = np.load(STATES)
        weights = np.array([icon.weight for icon in icons()] + [WEIGHT] * len(copies))
        chance = stored["share"] * weights[stored["icon"]]
        states, means = torch.from_numpy(stored["states"]), torch.from_numpy(stored["means"])
        return cls(latents, states, means, stored["row"], stored["icon"], np.cumsum(chance / chance.sum()))

    def batch(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents [BATCH, 16, 64], caption states [BATCH, tokens, 384] and their means [BATCH, 384]."""
        drawn = np.searchsorted(self.reach[:-1], np.random.rand(BATCH))
        rows = np.where(np.random.rand(BATCH) < DROPPED, len(self.states) - 1, self.row[drawn])
        states, means = self.states[rows].float(), self.means[rows].float()
        states += CAPTION_NOISE * torch.randn_like(states) * (states != 0)
        return self.latents[self.icon[drawn]], states, means + CAPTION_NOISE * torch.randn_like(means)


def loss_of(model: Any, latents: torch.Tensor, states: torch.Tensor, means: torch.Tensor) -> Any:
    """The mean square error of the predicted flow, at shares of noise drawn from a logit-normal distribution."""
    noise = torch.randn_like(latents)
    spread = (torch.arange(len(latents)) + torch.rand(len(latents))) / len(
        latents
    )  # evenly, which varies less by chance
    share = torch.sigmoid(NOISIER + torch.special.ndtri(spread.clamp(1e-4, 1 - 1e-4)))
    mixed = torch.lerp(latents, noise, share[:, None, None])
    grid = torch.cartesian_prod(torch.zeros(1), torch.arange(SIDE).float(), torch.arange(SIDE).float())
    flow = model(
        mixed,
        encoder_hidden_states=states,
        pooled_projections=means,
        timestep=share,
        img_ids=grid,
        txt_ids=torch.zeros(states.shape[1], 3),
    ).sample
    return (flow - (noise - latents)).square().mean()


def rate(step: int, done: float) -> float:
    """The learning rate: a warm-up, then a plateau, then down to nothing in the last two thirds of the time."""
    return RATE * min(1, (step + 1) / WARMUP) * (0.01 + 0.99 * min(1, 1.5 * (1 - done)))


def train(minutes: float) -> None:
    """Train for that long in all, counting what earlier runs took."""
    torch.set_num_threads(2)
    examples = Examples.load()
    model = new_transformer()
    compiled = torch.compile(model)  # takes two thirds of the time on two cores; the first step waits half a minute
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    step, spent, mean = 0, 0.0, 1.5
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT)
        model.load_state_dict(state["model"])
        if "optimizer" in state:
            optimizer.load_state_dict(state["optimizer"])
        average, step, spent, mean = state["average"], state["step"], state["spent"], state["mean"]
    saved = time.monotonic()
    while spent < minutes * 60:
        began = time.monotonic()
        for group in optimizer.param_groups:
            group["lr"] = rate(step, spent / (minutes * 60))
        loss = loss_of(compiled, *examples.batch())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step, mean = step + 1, mean + (loss.item() - mean) / LOG_EVERY
        keep = min(AVERAGE, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(average.values()), list(model.state_dict().values()), 1 - keep)
        spent += time.monotonic() - began
        if step % LOG_EVERY == 0:
            print(f"step {step} minute {spent / 60:.1f} loss {mean:.4f}", flush=True)
        if time.monotonic() - saved > SAVE_EVERY or spent >= minutes * 60:
            _save(model, optimizer, average=average, step=step, spent=spent, mean=mean)
            saved = time.monotonic()


def _save(model: FluxTransformer2DModel, optimizer: torch.optim.Optimizer, **progress: Any) -> None:
    """Write the checkpoint beside its place first, so that a stop in the middle loses nothing."""
    partial = CHECKPOINT.with_suffix(".new")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), **progress}, partial)
    partial.rename(CHECKPOINT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    train(parser.parse_args().minutes)
