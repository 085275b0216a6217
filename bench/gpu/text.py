"""Qwen2.5-7B's real architecture with random weights on a GPU: tokens a second as a ratio to what its memory allows.

The limit of a decode step is reading all weights once and every stream's cache once, at the memory's bandwidth:

    tokens/s <= streams / ((weights * 2 + streams * length * cache) / bandwidth)

with 2 bytes a weight, and 56 KiB of cache a token (2 * 28 layers * 4 heads * 128 * 2 bytes). The table of embeddings
isn't counted: a step reads a few rows of it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

import torch  # noqa: E402
from transformers import AutoModelForCausalLM, GenerationConfig, Qwen2Config  # noqa: E402

from bench.gpu.card import bandwidth  # noqa: E402
from tools.engines.sizing import Shape, sizes  # noqa: E402
from tools.engines.text.batcher import Batcher  # noqa: E402
from tools.engines.text.loading import machine  # noqa: E402
from tools.engines.text.sampling import Sampling  # noqa: E402

STREAMS = (1, 64, 256)
PROMPT, ANSWER = 128, 256  # tokens
# Source: config.json of Qwen/Qwen2.5-7B-Instruct on the Hugging Face hub.
CONFIG = Qwen2Config(
    vocab_size=152_064,
    hidden_size=3_584,
    intermediate_size=18_944,
    num_hidden_layers=28,
    num_attention_heads=28,
    num_key_value_heads=4,
    max_position_embeddings=32_768,
    rms_norm_eps=1e-6,
    rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0},
    tie_word_embeddings=False,
)


def limit(streams: int, weights: int, cache: int, speed: float) -> float:
    """Tokens a second that the memory allows; see the head of this file."""
    length = PROMPT + ANSWER / 2
    return streams * speed / (weights * 2 + streams * length * cache)


def measure(batcher: Batcher, streams: int) -> float:
    """Tokens a second while all streams decode, all prompts read before the clock starts."""
    generator = torch.Generator().manual_seed(0)
    prompts = torch.randint(1_000, 100_000, (streams, PROMPT), generator=generator).tolist()
    run = batcher.submit(prompts, ANSWER, [Sampling(0.0, 1.0, 0)] * streams)
    waiting, made, began = set(range(streams)), 0, 0.0
    for news in run.tokens():
        if news is None:
            continue
        if waiting:
            waiting.discard(news[0])
            began = time.perf_counter()
        else:
            made += len(news[1])
    return made / (time.perf_counter() - began)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.gpu.text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, nargs="*", default=STREAMS)
    options = parser.parse_args(argv)
    with torch.device("cuda"):
        network = AutoModelForCausalLM.from_config(CONFIG, dtype=torch.bfloat16).eval()
    count = sum(weight.numel() for weight in network.parameters())
    shape = Shape(0, CONFIG.num_hidden_layers, CONFIG.num_key_value_heads, 128, context=2_048)
    chosen = sizes(machine("cuda"), shape, requests=max(options.streams))  # the weights are in memory already: 0
    # No token ends an answer: random weights would end some at once.
    batcher = Batcher(network, GenerationConfig(eos_token_id=-1, pad_token_id=0), chosen)
    batcher.start()
    read = count - CONFIG.vocab_size * CONFIG.hidden_size
    speed = bandwidth()
    print(f"{torch.cuda.get_device_name()}, {speed / 1e12:.2f} TB/s, attention {CONFIG._attn_implementation}, {chosen}")
    for streams in options.streams:
        measure(batcher, streams)  # warm: graphs are captured as sizes are first met
        made = statistics.median(measure(batcher, streams) for _ in range(options.rounds))
        most = limit(streams, read, shape.cache_bytes(2), speed)
        print(f"{streams:>4} streams: {made:,.0f} tokens/s, limit {most:,.0f}, ratio {made / most:.2f}", flush=True)
    batcher.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
