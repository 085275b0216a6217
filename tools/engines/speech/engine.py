"""How a recording is listened to, whichever ear does it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy
import psutil
from django.conf import settings

from tools import subtitles, weights
from tools.catalogue import Model
from tools.engines.base import Choice, EngineError, Job, News, Progress, Result, Segment, first_line
from tools.engines.speech.heard import Asked, Part
from tools.engines.speech.recording import RATE, Window, decoded, windows
from tools.languages import LANGUAGES

AGAIN = (0.2, 0.4, 0.6, 0.8, 1.0)  # Whisper's own temperatures for what was heard poorly
BEAMS = 5
# How many windows are heard together. On a CPU that saves little (a tenth on two cores, all of it in the decoder), and
# a cancelled run goes on until they are heard.
CPU_BATCH, GPU_BATCH = 2, 16
_SURE = 0.5  # the probability of a language that needs no further window
_WINDOWS_FOR_LANGUAGE = 3


class Ear(Protocol):
    """One Whisper. None of its methods is called by two threads at a time."""

    batch: int  # how many windows are heard together

    def load(self, device: str, threads: int) -> None:
        """Bring the model into memory. Raises OSError, ValueError or RuntimeError."""

    def languages(self, samples: numpy.ndarray) -> dict[str, float]:
        """How likely each language is in the samples, at most one window of them."""

    def together(self, heard: list[numpy.ndarray], asked: Asked) -> list[Part]:
        """What is said in each of the windows, by beam search."""

    def again(self, heard: numpy.ndarray, asked: Asked, temperatures: tuple[float, ...]) -> list[Part]:
        """What is said in one window, by chance; each further temperature is for what the one before heard poorly."""

    def tokens(self, text: str) -> list[int]:
        """The text in the model's tokens."""


class SpeechEngine:
    """One model, loaded once; runs are made one after the other, for neither Whisper is safe among threads."""

    def __init__(self, model: Model, ear: Ear) -> None:
        self.model = model
        self.ear = ear
        self.broken: str | None = "the model isn't loaded"
        self._turn = threading.Lock()

    def load(self) -> None:
        """Bring the model into memory. Raises EngineError with one clear line."""
        try:
            weights.check(self.model, thorough=True)
            self.ear.load(settings.SPEECH_DEVICE, settings.SPEECH_THREADS or psutil.cpu_count(logical=False) or 1)
        except weights.BrokenWeights as error:
            raise EngineError(str(error)) from error
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            raise EngineError(f"{self.model.name} can't be loaded: {first_line(error)}") from error
        self.broken = None

    def warm_up(self) -> None:
        """Hear a second of noise, past voice detection, which would find nothing in it."""
        noise = numpy.random.default_rng(0).normal(0, 0.01, RATE).astype(numpy.float32)
        self.ear.languages(noise)
        self.ear.together([noise], Asked("transcribe", "en", "", 0.0))

    def run(self, job: Job, emit: Callable[[News], None], cancelled: Callable[[], bool]) -> Result:
        """Listen to the job's recording; see base.Engine. Raises EngineError."""
        if self.broken:
            raise EngineError("The model isn't loaded.")
        samples = decoded(job.inputs["audio"])
        with self._turn:
            try:
                return self._listen(samples, job.inputs, emit, cancelled)
            except (RuntimeError, MemoryError) as error:
                if "CUDA error" in str(error):  # nothing works on the GPU any more in this process
                    self.broken = first_line(error)
                raise EngineError(f"The speech engine failed: {first_line(error)}.") from error

    def close(self) -> None:
        """Let the model go."""
        self.broken = "the model isn't loaded"
        del self.ear

    def _listen(
        self,
        samples: numpy.ndarray,
        inputs: dict[str, Any],
        emit: Callable[[News], None],
        cancelled: Callable[[], bool],
    ) -> Result:
        duration = len(samples) / RATE
        spoken = windows(samples)
        language = inputs["language"] or (self._language(spoken) if spoken and not cancelled() else None)
        asked = Asked(inputs["task"], language or "en", inputs["prompt"], inputs["temperature"])
        segments: list[dict[str, Any]] = []
        listened, reason = 0.0, "stop"
        for batch in self._batches(spoken):
            if cancelled():
                reason = "cancelled"
                break
            for window, parts in zip(batch, self._hear(batch, asked), strict=True):
                for part in parts:
                    self._tell(part, window, segments, emit)
            listened = batch[-1].end
            emit(Progress(0, listened, duration))
        else:
            listened = duration
            emit(Progress(0, duration, duration))
        data = {"language": language, "duration": round(duration, 3), "segments": segments}
        return Result([Choice(subtitles.joined(segments), reason, data)], seconds=listened)

    def _batches(self, spoken: list[Window]) -> Iterator[list[Window]]:
        """The first window alone, so that its words come soon; the others as many at a time as pays."""
        yield from filter(None, [spoken[:1]])
        for begin in range(1, len(spoken), self.ear.batch):
            yield spoken[begin : begin + self.ear.batch]

    def _hear(self, batch: list[Window], asked: Asked) -> Iterator[list[Part]]:
        if asked.temperature > 0:
            yield from (self.ear.again(window.samples, asked, (asked.temperature,)) for window in batch)
            return
        for window, part in zip(batch, self.ear.together([w.samples for w in batch], asked), strict=True):
            yield self.ear.again(window.samples, asked, AGAIN) if part.is_poor else [part]

    def _tell(self, part: Part, window: Window, segments: list[dict[str, Any]], emit: Callable[[News], None]) -> None:
        if part.is_silence:
            return
        for segment in part.segments(window, self.ear.tokens):
            number = len(segments)
            segments.append({"id": number, **segment})
            emit(Segment(0, number, segment["start"], segment["end"], segment["text"], segment["words"]))

    def _language(self, spoken: list[Window]) -> str:
        """The language of the first window in which it is plain, or else the one that the first few make likeliest."""
        known = list(LANGUAGES)[: self.model.speech.languages if self.model.speech else None]
        likely = dict.fromkeys(known, 0.0)
        for window in spoken[:_WINDOWS_FOR_LANGUAGE]:
            for code, probability in self.ear.languages(window.samples).items():
                if code in likely:
                    likely[code] += probability
            if max(likely.values()) > _SURE:
                break
        return max(likely, key=likely.__getitem__)
