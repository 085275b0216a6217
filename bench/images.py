"""Seconds a picture of the default image model through its engine, as the worker runs it: one after the other."""

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

from tools import catalogue, weights  # noqa: E402
from tools.engines import registry  # noqa: E402
from tools.engines.base import Engine, Job, Preview  # noqa: E402
from tools.toolbox.text_to_image import TOOL  # noqa: E402

PROMPTS = ("red apple", "a kitten, flat style", "rocket", "blue heart", "a small house", "sun", "green tree", "robot")


def draw(engine: Engine, prompt: str) -> tuple[float, int]:
    """Seconds of one picture at the tool's own defaults, and how many previews came with it."""
    inputs = TOOL.job_inputs(TOOL.clean({"prompt": prompt, "model": engine.model.slug, "seed": 1}))
    news: list[object] = []
    began = time.perf_counter()
    engine.run(Job("bench", inputs), news.append, lambda: False)
    return time.perf_counter() - began, sum(isinstance(item, Preview) for item in news)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.images")
    parser.add_argument("--rounds", type=int, default=2, help="how often each of the prompts is drawn")
    options = parser.parse_args(argv)
    model = catalogue.available("image")[0]
    weights.prepare(model)
    engine = registry.build(model)
    began = time.perf_counter()
    engine.load()
    loaded = time.perf_counter()
    engine.warm_up()
    warm = time.perf_counter()
    drawn = [draw(engine, prompt) for _ in range(options.rounds) for prompt in PROMPTS]
    seconds = [taken for taken, _ in drawn]
    width, height = model.image.sizes[0]
    print(f"{model.name}, {width}x{height}, {model.image.steps[0]} steps, guidance {model.image.guidance}")
    print(f"loaded in {loaded - began:.1f} s, warm after {warm - loaded:.1f} s more")
    print(
        f"seconds a picture over {len(seconds)}: median {statistics.median(seconds):.2f}, best {min(seconds):.2f}, "
        f"worst {max(seconds):.2f}; previews a picture: {sum(count for _, count in drawn) / len(drawn):.1f}"
    )
    print(f"threads: {torch.get_num_threads()}; load average of the machine: {os.getloadavg()[0]:.1f}")
    engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
