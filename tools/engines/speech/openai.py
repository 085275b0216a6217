"""openai-whisper for an ear: the makers' own code, float16 on a GPU."""

from __future__ import annotations

from typing import Any

import numpy
import torch
import whisper
from whisper.timing import add_word_timestamps
from whisper.tokenizer import Tokenizer, get_tokenizer

from tools import weights
from tools.catalogue import Model
from tools.engines.speech.engine import BEAMS, CPU_BATCH, GPU_BATCH, SpeechEngine
from tools.engines.speech.heard import Asked, Part
from tools.engines.speech.recording import RATE

# Marks that belong to the word behind them or before them: transcribe's own.
_BEFORE, _BEHIND = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001


class OpenAIEar:
    """See engine.Ear."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.batch = CPU_BATCH

    def load(self, device: str, threads: int) -> None:
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if device == "cpu":
            torch.set_num_threads(threads)
        checkpoint = next(weights.folder(self._model).glob("*.pt"))
        network = whisper.load_model(str(checkpoint), device=device)
        if self._model.source in whisper._ALIGNMENT_HEADS:  # known by name only; the checkpoint doesn't hold them
            network.set_alignment_heads(whisper._ALIGNMENT_HEADS[self._model.source])
        self.listen_with(network)

    def listen_with(self, network: whisper.Whisper) -> None:
        """Take a network that is in memory on its device; `load` does this."""
        on_gpu = network.device.type == "cuda"
        self.batch = GPU_BATCH if on_gpu else CPU_BATCH
        if on_gpu:
            _halve(network)
        self._network = network
        self._fp16 = on_gpu

    def languages(self, samples: numpy.ndarray) -> dict[str, float]:
        return self._network.detect_language(self._spectrum(samples))[1]

    def together(self, heard: list[numpy.ndarray], asked: Asked) -> list[Part]:
        spectra = torch.stack([self._spectrum(samples) for samples in heard])
        options = whisper.DecodingOptions(
            beam_size=BEAMS, without_timestamps=True, prompt=asked.prompt or None, **self._options(asked)
        )
        results = self._network.decode(spectra, options)
        return [
            self._part(self._with_words(result, spectrum, len(samples) / RATE, asked))
            for result, spectrum, samples in zip(results, spectra, heard, strict=True)
        ]

    def again(self, heard: numpy.ndarray, asked: Asked, temperatures: tuple[float, ...]) -> list[Part]:
        made = self._network.transcribe(
            heard,
            temperature=temperatures,
            best_of=BEAMS,
            initial_prompt=asked.prompt or None,
            condition_on_previous_text=False,
            word_timestamps=True,
            **self._options(asked),
        )
        return [self._part(segment) for segment in made["segments"]]

    def tokens(self, text: str) -> list[int]:
        return self._tokenizer("en", "transcribe").encode(text)

    def _options(self, asked: Asked) -> dict[str, Any]:
        return {"language": asked.language, "task": asked.task, "fp16": self._fp16}

    def _spectrum(self, samples: numpy.ndarray) -> torch.Tensor:
        """The samples' log mel spectrum, silence behind them up to a window's length; computed where the network is."""
        padded = whisper.pad_or_trim(torch.from_numpy(samples).to(self._network.device))
        spectrum = whisper.log_mel_spectrogram(padded, self._network.dims.n_mels)
        return spectrum.half() if self._fp16 else spectrum

    def _with_words(self, result: Any, spectrum: torch.Tensor, seconds: float, asked: Asked) -> dict[str, Any]:
        """The result as transcribe tells a segment."""
        segment = {
            "seek": 0,
            "start": 0.0,
            "end": seconds,
            "tokens": result.tokens,
            "avg_logprob": result.avg_logprob,
            "compression_ratio": result.compression_ratio,
            "no_speech_prob": result.no_speech_prob,
            "temperature": result.temperature,
        }
        add_word_timestamps(
            segments=[segment],
            model=self._network,
            tokenizer=self._tokenizer(asked.language, asked.task),
            mel=spectrum,
            num_frames=int(seconds * 100),
            prepend_punctuations=_BEFORE,
            append_punctuations=_BEHIND,
            last_speech_timestamp=0.0,
        )
        return segment

    def _part(self, segment: dict[str, Any]) -> Part:
        numbers = ("avg_logprob", "compression_ratio", "no_speech_prob", "temperature")
        return Part(segment.get("words", []), *(segment[name] for name in numbers))

    def _tokenizer(self, language: str, task: str) -> Tokenizer:
        network = self._network
        return get_tokenizer(network.is_multilingual, num_languages=network.num_languages, language=language, task=task)


def _halve(network: whisper.Whisper) -> None:
    """Keep the large weights as float16, to which openai-whisper would turn them anew in each of its steps.

    The norms stay as they are: it computes those in float32.
    """
    for module in network.modules():
        if isinstance(module, torch.nn.Linear | torch.nn.Conv1d | torch.nn.Embedding):
            module.half()


def build(model: Model) -> SpeechEngine:
    """A speech engine for the model, not yet loaded."""
    return SpeechEngine(model, OpenAIEar(model))
