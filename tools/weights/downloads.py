"""Weights from where their makers keep them: the Hugging Face hub, or for Whisper's checkpoints OpenAI's own shelf."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tools.catalogue import Model
from tools.weights.errors import BrokenWeights
from tools.weights.layouts import layout

Progress = Callable[[str], None]


def download(model: Model, folder: Path, progress: Progress) -> None:
    """Put the model's files into the folder, going on with what is there already. Raises BrokenWeights, OSError."""
    if model.engine == "speech.openai":
        _from_openai(model, folder, progress)
    else:
        _from_hub(model, folder, progress)


def _from_hub(model: Model, folder: Path, progress: Progress) -> None:
    from huggingface_hub import snapshot_download  # slow to import, and only ever needed here

    progress(f"Downloading {model.source} from the hub")
    snapshot_download(model.source, local_dir=folder, allow_patterns=list(layout(model).hub))
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def _from_openai(model: Model, folder: Path, progress: Progress) -> None:
    """openai-whisper's own way, which compares the hash that is a part of each address."""
    import whisper  # brings torch, and only ever needed here

    progress(f"Downloading {model.name} from its makers")
    try:
        # What load_model does before it loads; it has no public way to download alone.
        whisper._download(whisper._MODELS[model.source], str(folder), in_memory=False)
    except RuntimeError as error:
        raise BrokenWeights(
            f"{model.name} came damaged: run `python manage.py weights` once more. ({error})"
        ) from error
