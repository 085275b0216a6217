"""What the stack costs: tokens a second through HTTP, queue, worker and stream, against `generate_batch` alone.

Both run the same prompts on the same weights, greedily, by turns, while the other one is idle: what else the machine
does meets both. The first token's time is compared with the engine's own, for one stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from dataclasses import dataclass
from typing import Any

import django

import rewind  # noqa: F401
from bench.site import Site, site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

from django.conf import settings  # noqa: E402
from transformers import GenerationConfig  # noqa: E402

from tools import catalogue, weights  # noqa: E402
from tools.engines import tokens  # noqa: E402
from tools.engines.base import Job  # noqa: E402
from tools.engines.text.batcher import sizes_config  # noqa: E402
from tools.engines.text.engine import TextEngine  # noqa: E402
from tools.engines.text.loading import load  # noqa: E402

AIM_RATE, AIM_FIRST_MS = 0.9, 50.0
SUBJECTS = ("the sea", "a lighthouse", "two brothers", "winter", "a lost map", "the moon", "an old train", "a garden")
FORMS = ("a long story", "a long letter", "a detailed lecture", "a long diary entry")


@dataclass(frozen=True, slots=True)
class Run:
    """One go: tokens made, seconds from the first request to the last token, seconds to the first (median)."""

    tokens: int
    seconds: float
    first: float = 0.0

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


class Direct:
    """The model in this process, without any of the stack."""

    def __init__(self, model: catalogue.Model) -> None:
        self.model = model
        self.loaded = load(model)
        self.prompter = tokens.prompter(model)

    def batch(self, prompts: list[str], length: int) -> Run:
        """`generate_batch`, as transformers has it, with the engine's own sizes."""
        inputs = [self.prompter.encode(messages(prompt)) for prompt in prompts]
        ends = self.loaded.generation.eos_token_id
        greedy = GenerationConfig(do_sample=False, max_new_tokens=length, eos_token_id=ends, pad_token_id=0)
        options: dict[str, Any] = {
            "generation_config": greedy,
            "continuous_batching_config": sizes_config(self.loaded.sizes),
            "persistent_manager": True,
        }
        self.loaded.network.generate_batch(inputs[:1], **options)  # allocates and warms up
        began = time.perf_counter()
        made = self.loaded.network.generate_batch(inputs, **options)
        seconds = time.perf_counter() - began
        self.loaded.network.destroy_cached_continuous_batching_manager()
        ended = set(ends if isinstance(ends, list) else [ends])
        return Run(sum(_length(output.generated_tokens, ended) for output in made.values()), seconds)

    def engine(self) -> TextEngine:
        """The engine on the same weights, without the stack around it."""
        engine = TextEngine(self.model)
        engine.start(self.loaded)
        return engine


def first_text(engine: TextEngine, prompt: str, length: int) -> float:
    """Seconds until the engine hands out its first piece of text."""
    inputs = {"messages": messages(prompt), "max_tokens": length, "temperature": 0.0, "top_p": 1.0}
    came: list[float] = []
    began = time.perf_counter()
    engine.run(
        Job("first", {**inputs, "seed": 0, "stop": [], "n": 1}),
        lambda delta: came.append(time.perf_counter()),
        lambda: False,
    )
    return came[0] - began


def messages(prompt: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": prompt}]


def _length(generated: list[int], ends: set[int]) -> int:
    """Tokens made, not counting the one that ends an answer: /v1 doesn't count it either."""
    return len(generated) - (bool(generated) and generated[-1] in ends)


async def through_http(running: Site, model: str, prompts: list[str], length: int) -> Run:
    """The same prompts as so many streams at the same time."""
    began = time.perf_counter()
    streams = await asyncio.gather(*(_stream(running, model, prompt, length) for prompt in prompts))
    seconds = time.perf_counter() - began
    return Run(sum(count for count, _ in streams), seconds, statistics.median(first for _, first in streams))


async def _stream(running: Site, model: str, prompt: str, length: int) -> tuple[int, float]:
    """One /v1 stream: tokens by its usage, seconds to its first text."""
    body = {
        "model": model,
        "messages": messages(prompt),
        "max_tokens": length,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    began = time.perf_counter()
    first, count = 0.0, 0
    async for line in running.lines("POST", "/v1/chat/completions", json.dumps(body).encode()):
        if not line.startswith(b"data: {"):
            continue
        chunk = json.loads(line[6:])
        if not first and chunk.get("choices") and chunk["choices"][0]["delta"].get("content"):
            first = time.perf_counter() - began
        if chunk.get("usage"):
            count = chunk["usage"]["completion_tokens"]
    if not count:
        raise RuntimeError(f"A stream ended without its usage: {line!r}")
    return count, first


def main(argv: list[str]) -> int:
    """Measure and print; 1 when an aim is missed."""
    parser = argparse.ArgumentParser("python -m bench stack", description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--tokens", type=int, default=128, help="of each answer")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(argv)
    model = catalogue.model(settings.TEXT_MODEL)
    weights.prepare(model)
    direct = Direct(model)
    prompts = [f"Write {form} about {subject}." for subject in SUBJECTS for form in FORMS]
    while len(prompts) < max(given.streams):
        prompts += prompts
    missed = False
    with site(settings.MODELS_DIR) as running:
        asyncio.run(through_http(running, model.slug, prompts[:2], 8))
        print(f"{'streams':>8} {'direct tok/s':>13} {'stack tok/s':>12} {'ratio':>6}")
        for streams in given.streams:
            missed |= not _rates(running, direct, prompts[:streams], given.tokens, given.rounds)
        missed |= not _first(running, direct, prompts[0])
    return int(missed)


def _rates(running: Site, direct: Direct, prompts: list[str], length: int, rounds: int) -> bool:
    pairs = []
    for _ in range(rounds):
        alone = direct.batch(prompts, length)
        pairs.append((alone, asyncio.run(through_http(running, direct.model.slug, prompts, length))))
    alone_rate = statistics.median(alone.rate for alone, _ in pairs)
    stack_rate = statistics.median(stack.rate for _, stack in pairs)
    ratio = statistics.median(stack.rate / alone.rate for alone, stack in pairs)
    print(f"{len(prompts):>8} {alone_rate:>13.1f} {stack_rate:>12.1f} {ratio:>6.2f}  (aim: {AIM_RATE})", flush=True)
    return ratio >= AIM_RATE


def _first(running: Site, direct: Direct, prompt: str, rounds: int = 20) -> bool:
    """The first token's time, in pairs of a run by the engine alone and one through the stack."""
    engine = direct.engine()
    pairs = []
    for _ in range(rounds):
        own = first_text(engine, prompt, 8)
        pairs.append((own, asyncio.run(through_http(running, direct.model.slug, [prompt], 8)).first))
    engine.batcher.stop()
    own, stack = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    more = statistics.median(through - alone for alone, through in pairs) * 1000
    print(
        f"first token, 1 stream: engine {own:.0f} ms, stack {stack:.0f} ms, {more:+.0f} ms  (aim: +{AIM_FIRST_MS:.0f})"
    )
    return more <= AIM_FIRST_MS
