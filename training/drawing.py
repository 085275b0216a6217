"""Draws many prompts with the finished folder, as one picture: `python -m training.drawing OUT.png`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from diffusers import FluxPipeline
from PIL import Image

from tools.engines.image.prompts import encode
from training.data import SIZE
from training.export import FOLDER, GUIDANCE, STEPS

COLUMNS = 16
ABSENT = ("text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "image_encoder", "feature_extractor")
PART = 48  # prompts drawn at a time
SHEET = Path(__file__).with_name("sheet.txt")


def load(folder: Path = FOLDER) -> FluxPipeline:
    """The pipeline, quiet, in float32."""
    pipeline = FluxPipeline.from_pretrained(folder, torch_dtype=torch.float32, **dict.fromkeys(ABSENT))
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def draw(
    pipeline: FluxPipeline, prompts: Sequence[str], *, seed: int = 0, steps: int = STEPS, guidance: float = GUIDANCE
) -> np.ndarray:
    """The prompts' icons, uint8 [n, SIZE, SIZE, 3]. Each begins from noise of its own seed, `seed` and its place."""
    parts = []
    for start in range(0, len(prompts), PART):
        part = list(prompts[start : start + PART])
        states, means = encode(part)
        nothing, nothing_mean = encode([""] * len(part))
        drawn = pipeline(
            prompt_embeds=states,
            pooled_prompt_embeds=means,
            negative_prompt_embeds=nothing,
            negative_pooled_prompt_embeds=nothing_mean,
            true_cfg_scale=guidance,
            num_inference_steps=steps,
            height=SIZE,
            width=SIZE,
            generator=[torch.Generator().manual_seed(seed + start + place) for place in range(len(part))],
            output_type="np",
        ).images
        parts.append((drawn * 255).round().astype(np.uint8))
    return np.concatenate(parts)


def sheet(icons: np.ndarray, columns: int = COLUMNS) -> Image.Image:
    """The icons side by side, row by row, with white where the last row ends early."""
    missing = -len(icons) % columns
    filled = np.concatenate([icons, np.full((missing, *icons.shape[1:]), 255, np.uint8)])
    rows = filled.reshape(-1, columns, *icons.shape[1:])
    return Image.fromarray(np.concatenate([np.concatenate(list(row), 1) for row in rows], 0))


def main() -> None:
    """Draw the prompts of sheet.txt."""
    prompts = SHEET.read_text().split("\n")
    sheet(draw(load(), [prompt for prompt in prompts if prompt])).quantize(256).save(sys.argv[1], optimize=True)


if __name__ == "__main__":
    main()
