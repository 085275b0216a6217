"""Writes `weights/icons/`, the folder that FluxPipeline loads: `python -m training.export`."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline

from tools.catalogue import EMBEDDER
from tools.engines.image.prompts import TOKENS
from training.data import SIZE
from training.sources import WORK
from training.transformer import CHECKPOINT, new_transformer, trained_autoencoder

DECODER = WORK / "decoder.pt"  # from training.refining
FOLDER = Path(__file__).resolve().parent.parent / "weights" / "icons"
SHIFT = 1.0  # the scheduler's: training drew the noise without one
STEPS = 16
GUIDANCE = 3.0


def pipeline() -> FluxPipeline:
    """The pipeline of the last checkpoints, with the transformer's moving average."""
    transformer = new_transformer()
    transformer.load_state_dict(torch.load(CHECKPOINT)["average"])
    autoencoder = trained_autoencoder()
    if DECODER.exists():
        autoencoder.decoder.load_state_dict(torch.load(DECODER))
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=SHIFT, use_dynamic_shifting=False),
        vae=autoencoder,
        text_encoder=None,
        tokenizer=None,
        text_encoder_2=None,
        tokenizer_2=None,
        transformer=transformer,
    )


def facts() -> dict[str, object]:
    """What the image engine must know beyond what diffusers reads."""
    return {
        "text_encoder": EMBEDDER.slug,
        "tokens": TOKENS,
        "size": SIZE,
        "steps": STEPS,
        "true_cfg_scale": GUIDANCE,
        "styles": ["flat"],
    }


def main() -> None:
    """Write the folder, in float16."""
    pipeline().to(dtype=torch.float16).save_pretrained(FOLDER)
    for path in FOLDER.rglob("*.safetensors"):
        path.chmod(0o644)
    (FOLDER / "rewind.json").write_text(json.dumps(facts(), indent=2) + "\n")
    print(f"{sum(path.stat().st_size for path in FOLDER.rglob('*')) / 1e6:.1f} MB in {FOLDER}")


if __name__ == "__main__":
    main()
