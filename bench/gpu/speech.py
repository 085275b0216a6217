"""Whisper large-v3-turbo's real architecture with random weights on a GPU: times real time, beside what the GPU allows.

Windows of 30 seconds are heard as the engine hears them: spectrum, encoder, beam search, word times. At best the
encoder takes its products at the GPU's full speed, and each of the decoder's steps reads the decoder's weights once
and, for each beam of each window, the keys and values of the recording:

    times real time <= 30 B / (B F / products + T (W + k B K) / bandwidth)

with B windows at a time, F = 24 d² 1500 L + 4 1500² d L operations of the encoder's L layers of width d, those of its
two convolutions, and 4 d² 1500 l for the keys and values of the decoder's l layers; W = 2 bytes a weight of the
decoder, K = 2 * 2 * 1500 d l bytes, k beams and T tokens. Random weights never end a text, so T is the most that
Whisper writes.
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

import numpy  # noqa: E402
import torch  # noqa: E402
import whisper  # noqa: E402

from bench.gpu.card import bandwidth, products  # noqa: E402
from tools import catalogue  # noqa: E402
from tools.engines.speech.engine import BEAMS  # noqa: E402
from tools.engines.speech.heard import Asked  # noqa: E402
from tools.engines.speech.openai import OpenAIEar  # noqa: E402
from tools.engines.speech.recording import RATE, WINDOW  # noqa: E402

BATCHES = (1, 8, 16, 32)
FRAMES = 1_500  # of the encoder, in a window
# Source: the checkpoint's own `dims`, as in config.json of openai/whisper-large-v3-turbo on the Hugging Face hub.
TURBO = whisper.model.ModelDimensions(
    n_mels=128,
    n_audio_ctx=FRAMES,
    n_audio_state=1_280,
    n_audio_head=20,
    n_audio_layer=32,
    n_vocab=51_866,
    n_text_ctx=448,
    n_text_state=1_280,
    n_text_head=20,
    n_text_layer=4,
)
TOKENS = TURBO.n_text_ctx // 2


def limit(batch: int, beams: int, tokens: int, speed: float, memory: float) -> float:
    """Times real time that the GPU allows; see the head of this file."""
    width, deep, shallow = TURBO.n_audio_state, TURBO.n_audio_layer, TURBO.n_text_layer
    layers = 24 * width**2 * FRAMES * deep + 4 * FRAMES**2 * width * deep
    convolutions = 2 * 3 * width * 2 * FRAMES * TURBO.n_mels + 2 * 3 * width**2 * FRAMES
    encoding = layers + convolutions + 4 * width**2 * FRAMES * shallow
    # Attention to the text 4 products of the width, to the recording 2 in each step, the layer's own network 8.
    weights = 2 * (14 * width**2 * shallow + TURBO.n_vocab * width)
    kept = 2 * 2 * FRAMES * width * shallow
    return 30 * batch / (batch * encoding / speed + tokens * (weights + beams * batch * kept) / memory)


def random_network() -> whisper.Whisper:
    """The architecture, its weights drawn as small as trained ones are."""
    with torch.device("cuda"):
        network = whisper.Whisper(TURBO)
    with torch.no_grad():
        for weight in network.parameters():
            weight.normal_(0, 0.02)
    return network.eval()


def measure(ear: OpenAIEar, batch: int) -> float:
    """Times real time for so many windows of noise at a time."""
    generator = numpy.random.default_rng(0)
    heard = [generator.normal(0, 0.1, WINDOW).astype(numpy.float32) for _ in range(batch)]
    began = time.perf_counter()
    ear.together(heard, Asked("transcribe", "en", "", 0.0))
    torch.cuda.synchronize()
    return batch * WINDOW / RATE / (time.perf_counter() - began)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.gpu.speech")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", type=int, nargs="*", default=BATCHES)
    options = parser.parse_args(argv)
    ear = OpenAIEar(catalogue.model("whisper-large-v3-turbo"))
    ear.listen_with(random_network())
    speed, memory = products(), bandwidth()
    print(f"{torch.cuda.get_device_name()}, {speed / 1e12:.0f} TFLOP/s, {memory / 1e12:.2f} TB/s, {BEAMS} beams")
    for batch in options.batches:
        measure(ear, batch)
        made = statistics.median(measure(ear, batch) for _ in range(options.rounds))
        most = limit(batch, BEAMS, TOKENS, speed, memory)
        print(
            f"{batch:>3} windows: {made:,.0f} times real time, limit {most:,.0f}, ratio {made / most:.3f}", flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
