"""Recordings that synthesizers made, what is said in them, and what can be done to them.

The files are Opus, made once: Piper with its voice en_US-joe-medium (CC0), Flite with its voices slt and rms, and
eSpeak NG's German. Samples are float32 at 16 kHz.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy
from faster_whisper.audio import decode_audio
from rapidfuzz.distance import Levenshtein

from tests.tools.files.made import sound
from tools.engines.speech.recording import RATE

FOLDER = Path(__file__).parents[3] / "data" / "speech"
TEXTS = {
    "piper-joe": "The lighthouse stood alone at the end of the long stone pier. Every evening the keeper climbed the "
    "stairs to light the lamp.",
    "flite-slt": "One winter night a storm broke the glass, and the light went out. The keeper repaired the window "
    "with a wooden board.",
    "flite-rms": "He wore the coat every Sunday, but he never carried the watch, because the sea already told him "
    "the time.",
    "espeak-de": "Guten Morgen. Heute ist das Wetter schön, und wir fahren mit dem Zug nach Berlin.",
}
ENGLISH = ("piper-joe", "flite-slt", "flite-rms")


@cache
def spoken(name: str) -> numpy.ndarray:
    """One of the recordings."""
    return decode_audio(str(FOLDER / f"{name}.ogg"), sampling_rate=RATE)


def silence(seconds: float) -> numpy.ndarray:
    return numpy.zeros(round(seconds * RATE), numpy.float32)


def programme(pause: float = 0.0) -> numpy.ndarray:
    """The English recordings, one after the other, with a pause before each and after the last."""
    parts = [part for name in ENGLISH for part in (silence(pause), spoken(name))]
    return numpy.concatenate([*parts, silence(pause)])


def with_noise(samples: numpy.ndarray, decibels: float) -> numpy.ndarray:
    """The samples with white noise so many decibels below them."""
    loud = numpy.sqrt(numpy.mean(samples**2)) / 10 ** (decibels / 20)
    return samples + white(len(samples) / RATE, loud)


def white(seconds: float, loud: float = 0.1) -> numpy.ndarray:
    return numpy.random.default_rng(7).normal(0, loud, round(seconds * RATE)).astype(numpy.float32)


def hum(seconds: float) -> numpy.ndarray:
    """What mains make: 50 Hz and what is above it."""
    time = numpy.arange(round(seconds * RATE)) / RATE
    return (0.2 * sum(numpy.sin(2 * numpy.pi * 50 * k * time) / k for k in (1, 2, 3, 4))).astype(numpy.float32)


def tones(seconds: float) -> numpy.ndarray:
    """Plucked notes, two a second."""
    time = numpy.arange(round(seconds * RATE)) / RATE
    pitch = numpy.array([220, 262, 330, 392, 440, 523])[(2 * time).astype(int) * 7 % 6]
    return (0.3 * numpy.exp(-4 * (time % 0.5)) * numpy.sin(2 * numpy.pi * pitch * time)).astype(numpy.float32)


def breathing(seconds: float) -> numpy.ndarray:
    """Noise around 1,200 Hz that comes and goes."""
    spectrum = numpy.fft.rfft(white(seconds, 0.3))
    pitch = numpy.fft.rfftfreq(round(seconds * RATE), 1 / RATE)
    spectrum *= numpy.exp(-(((pitch - 1200) / 900) ** 2))
    time = numpy.arange(round(seconds * RATE)) / RATE
    loud = numpy.clip(numpy.sin(2 * numpy.pi * time / 3.5), 0, 1) ** 2
    return (numpy.fft.irfft(spectrum, len(time)) * loud).astype(numpy.float32)


NOT_SPEECH: dict[str, Callable[[float], numpy.ndarray]] = {
    "silence": silence,
    "white noise": white,
    "hum": hum,
    "tones": tones,
    "breathing": breathing,
}


def flac(samples: numpy.ndarray) -> bytes:
    """The samples as the site keeps recordings."""
    pcm = (numpy.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    return sound("flac", rate=RATE, pcm=pcm)


def errors(said: str, heard: str) -> float:
    """The word error rate: words to change, add and leave out, for each word that was said."""
    wanted, got = _words(said), _words(heard)
    return Levenshtein.distance(wanted, got) / len(wanted)


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", "", text.lower()).split()
