"""What lies in a model's folder, by the engine that loads it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.catalogue import Model
from tools.weights import ctranslate


@dataclass(frozen=True, slots=True)
class Layout:
    """`needed` are the files that must be there besides those of `weights`, a pattern; `hub` are the patterns of what
    is taken from a repository on the hub; `stated_size` tells how long a file of weights says that it is, in bytes, -1
    where it makes no sense.
    """

    needed: tuple[str, ...]
    weights: str
    hub: tuple[str, ...]
    stated_size: Callable[[Path], int]


def layout(model: Model) -> Layout:
    """The layout of the model's folder."""
    return _LAYOUTS[model.engine]


def _safetensors_size(path: Path) -> int:
    """Source: the format's description in the safetensors README (8 bytes of length, JSON, data)."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        try:
            header = json.loads(file.read(length)) if length < 2**27 else {}
            return 8 + length + max(entry["data_offsets"][1] for name, entry in header.items() if name[0] != "_")
        except (ValueError, KeyError, TypeError):
            return -1


def _checkpoint_size(path: Path) -> int:
    """torch.save writes a zip, whose end says what is in it: one that is cut short has no end."""
    return path.stat().st_size if zipfile.is_zipfile(path) else -1


_LAYOUTS = {
    "text": Layout(
        ("config.json", "tokenizer.json", "tokenizer_config.json"),
        "*.safetensors",
        ("*.json", "*.safetensors", "*.jinja"),
        _safetensors_size,
    ),
    # A folder for each part; other weights at a repository's top are the same once more, for other programs.
    "image": Layout(
        ("model_index.json", "transformer/config.json", "vae/config.json"),
        "*/*.safetensors",
        ("model_index.json", "*/*.json", "*/*.safetensors", "*/*.txt", "*/*.model"),
        _safetensors_size,
    ),
    "speech.faster": Layout(
        ("config.json", "tokenizer.json"),
        "model.bin",
        ("*.json", "*.txt", "model.bin"),
        ctranslate.stated_size,
    ),
    "speech.openai": Layout((), "*.pt", (), _checkpoint_size),
}
