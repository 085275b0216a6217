"""FLUX.1-schnell's real architecture with random weights on a GPU: seconds a picture, beside what the GPU allows.

A token passes 12 h² weights in each of the 57 blocks (attention 4 h², the rest 8 h²; in a single block 3 + 4 + 5), each
with one multiplication and one addition, and attention takes 4 N² h more, for N tokens and a width of h:

    operations a step = 57 * (24 * h² * N + 4 * N² * h)

with h = 3072 and N = 256 tokens of text and 4,096 of a picture of 1024x1024: 69.5e12, so 278e12 for four steps; the
autoencoder's decoder adds 10.5e12. Divided by the operations that the GPU does in a second, by its data sheet, this is
the least time a picture can take in bfloat16. The weights are read in a fraction of it, so they don't count.

The text encoders' turn is apart, for the engine keeps a prompt's states: T5-XXL with 256 random tokens.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

import torch  # noqa: E402
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel  # noqa: E402
from transformers import T5Config, T5EncoderModel  # noqa: E402

from bench.gpu.card import products  # noqa: E402
from tools.engines.image.conditions import FLUX_TOKENS, Conditions  # noqa: E402
from tools.engines.image.drawing import Order, Reporter, draw  # noqa: E402
from tools.engines.image.loading import Loaded, assemble, quickest_attention, speed_up  # noqa: E402

BLOCKS, WIDTH = 57, 3_072
DECODER = 10.5e12  # operations for 1024x1024


def limit(width: int, height: int, steps: int, speed: float) -> float:
    """The least seconds of a picture; see the head of this file."""
    tokens = FLUX_TOKENS + width // 16 * (height // 16)
    step = BLOCKS * (24 * WIDTH**2 * tokens + 4 * tokens**2 * WIDTH)
    return (steps * step + DECODER * width * height / 1024**2) / speed


def seconds(act: Callable[[], object], times: int) -> float:
    """The median of `times` measurements, after one that doesn't count."""
    taken = []
    for _ in range(times + 1):
        torch.cuda.synchronize()
        began = time.perf_counter()
        act()
        torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


@contextmanager
def on_the_gpu() -> Iterator[None]:
    """What is built here is on the GPU, in bfloat16."""
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device("cuda"):
            yield
    finally:
        torch.set_default_dtype(torch.float32)


def pipeline() -> FluxPipeline:
    """Source: the config.json files of black-forest-labs/FLUX.1-schnell on the Hugging Face hub."""
    torch.manual_seed(0)
    with on_the_gpu():
        transformer = FluxTransformer2DModel()  # its defaults are FLUX.1's: 19 and 38 blocks, 24 heads of 128
        vae = AutoencoderKL(
            block_out_channels=(128, 256, 512, 512),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=16,
            use_quant_conv=False,
            use_post_quant_conv=False,
            scaling_factor=0.3611,
            shift_factor=0.1159,
        )
    none = dict.fromkeys(("text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2"))
    return FluxPipeline(FlowMatchEulerDiscreteScheduler(shift=1.0), vae.eval(), transformer=transformer.eval(), **none)


def loaded() -> Loaded:
    """What the engine draws with, the text's numbers random."""
    made = assemble(pipeline(), "cuda")
    speed_up(made.drawing)
    states = torch.randn(1, FLUX_TOKENS, 4_096, dtype=torch.bfloat16, device="cuda")
    pooled = torch.randn(1, 768, dtype=torch.bfloat16, device="cuda")
    return replace(made, encode=lambda prompt: Conditions(states, pooled))


def text_encoder() -> Callable[[], object]:
    """T5-XXL's encoder, reading a prompt of random tokens. Source: config.json of google/t5-v1_1-xxl."""
    config = T5Config(
        vocab_size=32_128,
        d_model=4_096,
        d_kv=64,
        d_ff=10_240,
        num_layers=24,
        num_heads=64,
        feed_forward_proj="gated-gelu",
    )
    with on_the_gpu():
        encoder = T5EncoderModel(config).eval()
    tokens = torch.randint(2, 32_000, (1, FLUX_TOKENS), device="cuda")
    return torch.inference_mode()(lambda: encoder(tokens))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.gpu.image")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--sizes", nargs="*", default=["1024x1024", "512x512"])
    options = parser.parse_args(argv)
    print(f"text encoder, {FLUX_TOKENS} tokens: {seconds(text_encoder(), options.rounds):.3f} s (kept for each prompt)")
    torch.cuda.empty_cache()
    parts, most = loaded(), products()
    print(f"{torch.cuda.get_device_name()}, {most / 1e12:.0f} TFLOP/s in bfloat16, attention {quickest_attention()}")
    for size in options.sizes:
        width, height = map(int, size.split("x"))
        order = Order("a circle", width, height, seed=0, steps=options.steps)

        def picture(order: Order = order) -> object:
            no_previews = Reporter(parts, order, 0, lambda news: None, lambda: False, lambda: False)
            return draw(parts, order, no_previews)

        began = time.perf_counter()
        picture()
        compiled = time.perf_counter() - began
        taken, least = seconds(picture, options.rounds), limit(width, height, options.steps, most)
        print(
            f"{size}, {options.steps} steps: {taken:.3f} s a picture, limit {least:.3f}, ratio {least / taken:.2f} "
            f"(the first took {compiled:.0f} s)",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
