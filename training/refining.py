"""Sharpens the autoencoder's decoder: `python -m training.refining --minutes 12`, after or beside the transformer.

The encoder, and with it what the transformer learnt, stays as it is. The decoder learns to draw from latents that are a
little off, as the transformer's are, and a second network that learns to tell drawings from icons keeps it crisp.
"""

from __future__ import annotations

import argparse
import time

import torch
from torch import nn
from torch.nn import functional

from training.autoencoder import difference, images, scaled
from training.colours import COPIES_FILE
from training.export import DECODER
from training.transformer import encode, trained_autoencoder

BATCH = 16
RATE = 3e-4
JUDGE_RATE = 4e-4
OFF = 0.3  # how far latents are off, in parts of their spread
COLOUR = 2.0  # the weight of whole areas' colours, which the autoencoder's own loss lets fade
PUSH = 0.03  # the judge's weight beside the difference
PUSH_AFTER = 0.15  # of the time: the judge learns first
SAVE_EVERY = 120  # seconds


class Judge(nn.Sequential):
    """Says for each patch of an icon whether it looks drawn (low) or rendered (high)."""

    def __init__(self) -> None:
        norm = nn.utils.parametrizations.spectral_norm
        layers: list[nn.Module] = []
        for inward, outward in ((3, 24), (24, 48), (48, 96)):
            layers += [norm(nn.Conv2d(inward, outward, 4, 2, 1)), nn.LeakyReLU(0.2)]
        super().__init__(*layers, norm(nn.Conv2d(96, 1, 3, 1, 1)))


def train(minutes: float) -> None:
    """Train for that long, on from an earlier run if there is one; the decoder's moving average is what is written."""
    torch.set_num_threads(2)
    model, judge = trained_autoencoder().to(memory_format=torch.channels_last), Judge()
    pixels = torch.cat([images(), images(COPIES_FILE)])
    latents = encode(model, pixels).clone()
    decoder = model.decoder.requires_grad_(True)
    if DECODER.exists():
        decoder.load_state_dict(torch.load(DECODER))
    average = {name: value.clone() for name, value in decoder.state_dict().items()}
    pencil = torch.optim.AdamW(decoder.parameters(), lr=RATE, betas=(0.5, 0.99))
    eraser = torch.optim.AdamW(judge.parameters(), lr=JUDGE_RATE, betas=(0.5, 0.99))
    began = saved = time.monotonic()
    step, done, means = 0, 0.0, [0.2, 1.0]
    while done < 1:
        pencil.param_groups[0]["lr"] = RATE * min(1, (step + 1) / 50, 2.5 * (1 - done) + 0.01)
        chosen = torch.randint(len(pixels), (BATCH,))
        wanted = scaled(pixels[chosen])
        off = OFF * torch.rand(BATCH, 1, 1, 1) * torch.randn_like(latents[chosen]) / model.config.scaling_factor
        drawn = decoder(latents[chosen] + off)
        judged = functional.relu(1 - judge(wanted)).mean() + functional.relu(1 + judge(drawn.detach())).mean()
        _step(judged, eraser)
        loss = difference(drawn, wanted) + COLOUR * functional.avg_pool2d(drawn - wanted, 8).abs().mean()
        _step(loss - (PUSH * judge(drawn).mean() if done > PUSH_AFTER else 0), pencil)
        torch._foreach_lerp_(list(average.values()), list(decoder.state_dict().values()), 0.01)
        means = [mean + (new.item() - mean) / 20 for mean, new in zip(means, (loss, judged), strict=True)]
        step, done = step + 1, (time.monotonic() - began) / (minutes * 60)
        if step % 20 == 0:
            print(f"step {step} minute {done * minutes:.1f} loss {means[0]:.4f} judge {means[1]:.3f}", flush=True)
        if time.monotonic() - saved > SAVE_EVERY or done >= 1:
            torch.save(average, DECODER)
            saved = time.monotonic()


def _step(loss: torch.Tensor, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=12)
    train(parser.parse_args().minutes)
