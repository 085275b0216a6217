"""Makes checkpoints of `weights/icons/`: `python -m training.resuming`, to train on where the checkpoints are gone.

The weights lost only their rounding to float16; the optimizers begin anew, and so does the count of minutes.
"""

from __future__ import annotations

import torch
from diffusers import AutoencoderKL, FluxTransformer2DModel

from training.autoencoder import CHECKPOINT as AUTOENCODER
from training.export import DECODER, FOLDER
from training.transformer import CHECKPOINT


def main() -> None:
    """Write the three checkpoints that don't exist."""
    transformer = FluxTransformer2DModel.from_pretrained(FOLDER, subfolder="transformer", torch_dtype=torch.float32)
    autoencoder = AutoencoderKL.from_pretrained(FOLDER, subfolder="vae", torch_dtype=torch.float32)
    average = transformer.state_dict()
    fresh = {"model": average, "average": dict(average), "step": 0, "spent": 0.0, "mean": 1.5}
    for file, state in (
        (AUTOENCODER, {"model": autoencoder.state_dict()}),
        (DECODER, autoencoder.decoder.state_dict()),
        (CHECKPOINT, fresh),
    ):
        if not file.exists():
            torch.save(state, file)
            print(file)


if __name__ == "__main__":
    main()
