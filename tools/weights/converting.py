"""From CTranslate2's Whisper to the checkpoint that openai-whisper loads, so that both hear with the same weights.

The order of things in a layer is that of ctranslate2/converters/transformers.py: `linear_0` of an attention holds
query, key and value, or where it attends to the recording the query alone, with key and value in `linear_1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy

from tools.weights import ctranslate

Arrays = dict[str, numpy.ndarray]
_OUTER = {
    "encoder/conv1": "encoder.conv1",
    "encoder/conv2": "encoder.conv2",
    "encoder/layer_norm": "encoder.ln_post",
    "decoder/layer_norm": "decoder.ln",
    "decoder/embeddings": "decoder.token_embedding",
}
_NORM = {"gamma": "weight", "beta": "bias"}


def convert(source: Path, target: Path) -> None:
    """Write the model.bin `source` as the checkpoint `target`, its weights as float16.

    Raises ctranslate.Unreadable, KeyError where it isn't a Whisper, OSError.
    """
    import torch

    arrays = ctranslate.read(source)
    state = {name: torch.from_numpy(value.astype(numpy.float16)) for name, value in weights(arrays)}
    torch.save({"dims": dimensions(arrays), "model_state_dict": state}, target)


def dimensions(arrays: Arrays) -> dict[str, int]:
    """openai-whisper's ModelDimensions."""
    sides = {}
    for side, name in (("encoder", "audio"), ("decoder", "text")):
        sides[f"n_{name}_ctx"], sides[f"n_{name}_state"] = arrays[f"{side}/position_encodings/encodings"].shape
        sides[f"n_{name}_head"] = int(arrays[f"{side}/num_heads"])
        sides[f"n_{name}_layer"] = len(_layers(arrays, side))
    return {
        "n_mels": arrays["encoder/conv1/weight"].shape[1],
        "n_vocab": arrays["decoder/embeddings/weight"].shape[0],
        **sides,
    }


def weights(arrays: Arrays) -> Iterator[tuple[str, Any]]:
    """Each weight by openai-whisper's name."""
    for source, target in _OUTER.items():
        yield from _copied(arrays, source, target)
    for side in ("encoder", "decoder"):
        yield f"{side}.positional_embedding", arrays[f"{side}/position_encodings/encodings"]
        for number in _layers(arrays, side):
            yield from _layer(arrays, f"{side}/layer_{number}", f"{side}.blocks.{number}")


def _layers(arrays: Arrays, side: str) -> list[int]:
    return sorted(
        {int(name.split("/")[1][6:]) for name in arrays if name.startswith(f"{side}/layer_") and name.count("/") > 2}
    )


def _layer(arrays: Arrays, source: str, target: str) -> Iterator[tuple[str, Any]]:
    yield from _attention(arrays, f"{source}/self_attention", f"{target}.attn", (("query", "key", "value"),))
    if f"{source}/attention/linear_0/weight" in arrays:
        yield from _attention(arrays, f"{source}/attention", f"{target}.cross_attn", (("query",), ("key", "value")))
    yield from _copied(arrays, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    yield from _copied(arrays, f"{source}/ffn/linear_0", f"{target}.mlp.0")
    yield from _copied(arrays, f"{source}/ffn/linear_1", f"{target}.mlp.2")


def _attention(
    arrays: Arrays, source: str, target: str, linears: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[str, Any]]:
    yield from _copied(arrays, f"{source}/layer_norm", f"{target}_ln")
    for number, parts in enumerate(linears):
        for kind in ("weight", "bias"):
            pieces = numpy.split(arrays[f"{source}/linear_{number}/{kind}"], len(parts))
            for part, piece in zip(parts, pieces, strict=True):
                if (part, kind) != ("key", "bias"):  # always 0, and openai-whisper has none
                    yield f"{target}.{part}.{kind}", piece
    yield from _copied(arrays, f"{source}/linear_{len(linears)}", f"{target}.out")


def _copied(arrays: Arrays, source: str, target: str) -> Iterator[tuple[str, Any]]:
    for name in ("weight", "bias", "gamma", "beta"):
        if f"{source}/{name}" in arrays:
            yield f"{target}.{_NORM.get(name, name)}", arrays[f"{source}/{name}"]
