"""The text engine against `generate_batch` on the same model, and against llama.cpp's server on the same weights.

All three run in turn, several rounds long, with the same prompts, greedy, on the same cores; what is printed are the
rounds' medians and the ratios of those. Only one computes at a time.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
django.setup()

from django.test import override_settings  # noqa: E402
from openai import OpenAI  # noqa: E402
from transformers import GenerationConfig  # noqa: E402

from tools import catalogue, weights  # noqa: E402
from tools.engines import registry, tokens  # noqa: E402
from tools.engines.base import Delta, Engine, Job  # noqa: E402
from tools.engines.text import TextEngine  # noqa: E402
from tools.engines.text.batcher import sizes_config  # noqa: E402

SUBJECTS = ("photosynthesis", "the tides", "how bread rises", "why the sky is blue", "gravity", "vaccines", "rainbows")
STREAMS = (1, 8, 32)
Measure = Callable[[int, int], float]


def questions(count: int) -> list[list[dict[str, str]]]:
    """That many conversations, no two the same."""
    return [
        [{"role": "user", "content": f"Write a long text, part {number}, about {SUBJECTS[number % len(SUBJECTS)]}."}]
        for number in range(count)
    ]


def job(messages: list[dict[str, str]], length: int) -> Job:
    how = {"max_tokens": length, "temperature": 0.0, "top_p": 1.0, "seed": 0, "stop": [], "n": 1}
    return Job("bench", {"messages": messages, **how})


def through(engine: Engine) -> Measure:
    """Tokens a second of an engine with so many threads, each of which waits for an answer of so many tokens."""

    def measure(streams: int, length: int) -> float:
        made: list[int] = []

        def ask(messages: list[dict[str, str]]) -> None:
            result = engine.run(job(messages, length), lambda delta: None, lambda: False)
            made.append(result.completion_tokens)

        threads = [threading.Thread(target=ask, args=(messages,)) for messages in questions(streams)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(made) / (time.perf_counter() - began)

    return measure


def directly(engine: TextEngine) -> Measure:
    """Tokens a second of transformers' own generate_batch, with the engine's model and sizes."""
    loaded = engine.loaded
    prompter = tokens.prompter(engine.model)

    def measure(streams: int, length: int) -> float:
        prompts = [prompter.encode(messages) for messages in questions(streams)]
        ends = loaded.generation
        greedy = GenerationConfig(do_sample=False, eos_token_id=ends.eos_token_id, pad_token_id=ends.pad_token_id)
        greedy.max_new_tokens = length
        began = time.perf_counter()
        # The manager is kept, so that only the first round pays for making its cache.
        outputs = loaded.network.generate_batch(
            prompts, greedy, sizes_config(loaded.sizes), persistent_manager=True, max_new_tokens=length
        )
        taken = time.perf_counter() - began
        return sum(len(output.generated_tokens) for output in outputs.values()) / taken

    return measure


def first_token(engine: Engine) -> float:
    """Milliseconds until the first piece of an answer, one stream."""
    came: list[float] = []

    def emit(delta: Delta) -> None:
        came.append(time.perf_counter())

    began = time.perf_counter()
    engine.run(job(questions(1)[0], 2), emit, lambda: False)
    return (came[0] - began) * 1000


@contextmanager
def llama_server(model: catalogue.Model, threads: int) -> Iterator[Engine | None]:
    """llama.cpp's server on the package's own file, as an engine; None where it isn't installed."""
    if importlib.util.find_spec("xllamacpp") is None or model.package is None:
        yield None
        return
    package = importlib.util.find_spec(model.package.module).submodule_search_locations[0]
    script = Path(__file__).with_name("llama_server.py")
    command = [sys.executable, script, Path(package) / model.package.file, str(max(STREAMS)), str(threads)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        address = f"{process.stdout.readline().strip()}/v1"
        name = OpenAI(base_url=address, api_key="none").models.list().data[0].id
        with override_settings(UPSTREAM_BASE_URL=address, UPSTREAM_MODEL=name):
            engine = registry.build(catalogue.model("upstream"))
            engine.load()
            yield engine
            engine.close()
        process.kill()


def rounds(contenders: dict[str, Measure], streams: int, length: int, times: int) -> dict[str, float]:
    """Each contender's median, measured in turn."""
    seen: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(times):
        for name, measure in contenders.items():
            seen[name].append(measure(streams, length))
    return {name: statistics.median(values) for name, values in seen.items()}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.text")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--length", type=int, default=64, help="tokens of an answer")
    parser.add_argument("--streams", type=int, nargs="*", default=STREAMS)
    options = parser.parse_args(argv)
    model = catalogue.MODELS[0]
    weights.prepare(model)
    engine = registry.build(model)
    engine.load()
    engine.warm_up()
    with llama_server(model, engine.loaded.sizes.threads) as server:
        contenders = {"engine": through(engine), "generate_batch": directly(engine)}
        if server:
            contenders["llama.cpp"] = through(server)
        report(contenders, options)
        waits = {"engine": engine, "llama.cpp": server} if server else {"engine": engine}
        for name, each in waits.items():
            times = [first_token(each) for _ in range(2 * options.rounds)]
            print(f"first token, 1 stream, {name}: {statistics.median(times):.0f} ms")
    print(f"load average of the machine: {os.getloadavg()[0]:.1f}; {engine.loaded.sizes}")
    engine.close()
    return 0


def report(contenders: dict[str, Measure], options: argparse.Namespace) -> None:
    """Measure and print: a line for each number of streams."""
    print(f"tokens a second, medians of {options.rounds} rounds of answers of {options.length} tokens")
    for measure in contenders.values():
        measure(2, 4)  # warm
    for streams in options.streams:
        medians = rounds(contenders, streams, options.length, options.rounds)
        line = "   ".join(f"{name} {value:.1f}" for name, value in medians.items())
        ratios = "   ".join(
            f"engine / {name} = {medians['engine'] / value:.2f}" for name, value in medians.items() if name != "engine"
        )
        print(f"{streams:>3} streams: {line}   {ratios}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
