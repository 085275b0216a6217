"""faster-whisper for an ear: CTranslate2's quick Whisper, int8 on a CPU."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import ctranslate2
import numpy
from faster_whisper import BatchedInferencePipeline, WhisperModel

from tools import weights
from tools.catalogue import Model
from tools.engines.speech.engine import BEAMS, CPU_BATCH, GPU_BATCH, SpeechEngine
from tools.engines.speech.heard import Asked, Part
from tools.engines.speech.recording import RATE

logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it tells of every window


class FasterEar:
    """See engine.Ear."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.batch = CPU_BATCH

    def load(self, device: str, threads: int) -> None:
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        kind, _, number = device.partition(":")
        on_gpu = kind == "cuda"
        self.batch = GPU_BATCH if on_gpu else CPU_BATCH
        self._whisper = WhisperModel(
            str(weights.folder(self._model)),
            device=kind,
            device_index=int(number or 0),
            compute_type="float16" if on_gpu else "int8",
            cpu_threads=threads,
            local_files_only=True,
        )
        self._pipeline = BatchedInferencePipeline(self._whisper)

    def languages(self, samples: numpy.ndarray) -> dict[str, float]:
        return dict(self._whisper.detect_language(samples)[2])

    def together(self, heard: list[numpy.ndarray], asked: Asked) -> list[Part]:
        ends = numpy.cumsum([len(samples) for samples in heard]) / RATE
        starts = [0.0, *ends[:-1]]
        clips = [{"start": start, "end": end} for start, end in zip(starts, ends, strict=True)]
        segments, _ = self._pipeline.transcribe(
            numpy.concatenate(heard), clip_timestamps=clips, batch_size=len(clips), beam_size=BEAMS, **_options(asked)
        )
        # Without time tokens, which a batch can't follow, each clip is one segment.
        return [_part(segment, start) for segment, start in zip(segments, starts, strict=True)]

    def again(self, heard: numpy.ndarray, asked: Asked, temperatures: tuple[float, ...]) -> list[Part]:
        segments, _ = self._whisper.transcribe(
            heard, temperature=temperatures, condition_on_previous_text=False, **_options(asked)
        )
        return [_part(segment, 0.0) for segment in segments]

    def tokens(self, text: str) -> list[int]:
        return self._whisper.hf_tokenizer.encode(text, add_special_tokens=False).ids


def build(model: Model) -> SpeechEngine:
    """A speech engine for the model, not yet loaded."""
    return SpeechEngine(model, FasterEar(model))


def _options(asked: Asked) -> dict[str, Any]:
    return {
        "language": asked.language,
        "task": asked.task,
        "initial_prompt": asked.prompt or None,
        "word_timestamps": True,
    }


def _part(segment: Any, start: float) -> Part:
    words: Iterable[Any] = segment.words or ()
    return Part(
        [
            {
                "start": word.start - start,
                "end": word.end - start,
                "word": word.word,
                "probability": word.probability,
            }
            for word in words
        ],
        segment.avg_logprob,
        segment.compression_ratio,
        segment.no_speech_prob,
        segment.temperature,
    )
