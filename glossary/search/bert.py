"""BERT's encoder in NumPy: token ids in, one vector a text out.

A query has ten tokens, so torch, which the web process doesn't load, would win nothing here. The weights stay in their
file: they are mapped, so all processes of a machine share one copy, and words that nobody asks for are never read.

Source: Devlin et al., "BERT" (2018); names and order of operations as in transformers' BertModel; a test compares.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TypeAlias

import numpy

Array: TypeAlias = numpy.ndarray
EPSILON = 1e-12  # of the layer norms, as in all-MiniLM-L6-v2's config.json
HEADS = 12
_ROWS = 64  # of the widest activation at a time: what fits into a core's cache is several times faster
# erf(z) = 1 - (a1 t + ... + a5 t^5) e^(-z²) with t = 1 / (1 + p z), off by 1.5e-7: Abramowitz and Stegun 7.1.26.
_P = 0.3275911
_A = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def tensors(path: Path) -> dict[str, Array]:
    """The float32 tensors of a safetensors file, mapped into memory and not read yet.

    Source: the format's description in the safetensors README (8 bytes of length, JSON, data).
    """
    data = numpy.memmap(path, dtype=numpy.uint8, mode="r")
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8:start].tobytes())
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            # A plain array over the map: NumPy's own memmap class makes each operation slower.
            view = numpy.frombuffer(data, "<f4", (end - begin) // 4, start + begin)
            found[name] = view.reshape(entry["shape"])
    return found


class Encoder:
    """A BERT with mean pooling. Calls may come from several threads: nothing in it changes."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.words = weights["embeddings.word_embeddings.weight"]
        # Each text is one segment, so the segment's vector is part of each position's.
        self.positions = weights["embeddings.position_embeddings.weight"]
        self.positions = self.positions + weights["embeddings.token_type_embeddings.weight"][0]
        self.norm = _pair(weights, "embeddings.LayerNorm")
        count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        self.layers = [_layer(weights, f"encoder.layer.{index}") for index in range(count)]

    def __call__(self, ids: Array, mask: Array) -> Array:
        """Unit vectors (texts, width) of token ids (texts, tokens); `mask` is 0 where a row is only filled up."""
        texts, length = ids.shape
        filled = mask.astype(numpy.float32)
        hidden = (self.words[ids] + self.positions[:length]).reshape(texts * length, -1)
        hidden = _normalised(hidden, *self.norm)
        shut = None if mask.all() else (filled - 1)[:, None, None, :] * 1e9
        for layer in self.layers:
            mixed = _attention(hidden, texts, layer, shut)
            hidden = _normalised(_linear(mixed, layer["out"]) + hidden, *layer["norm"])
            wide = _gelu(_linear(hidden, layer["up"]))
            hidden = _normalised(_linear(wide, layer["down"]) + hidden, *layer["last_norm"])
        pooled = (hidden.reshape(texts, length, -1) * filled[:, :, None]).sum(1) / filled.sum(1, keepdims=True)
        return pooled / numpy.linalg.norm(pooled, axis=1, keepdims=True)


def _pair(weights: dict[str, Array], name: str) -> tuple[Array, Array]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: dict[str, Array], name: str) -> dict[str, tuple[Array, Array]]:
    return {
        "query": _pair(weights, f"{name}.attention.self.query"),
        "key": _pair(weights, f"{name}.attention.self.key"),
        "value": _pair(weights, f"{name}.attention.self.value"),
        "out": _pair(weights, f"{name}.attention.output.dense"),
        "norm": _pair(weights, f"{name}.attention.output.LayerNorm"),
        "up": _pair(weights, f"{name}.intermediate.dense"),
        "down": _pair(weights, f"{name}.output.dense"),
        "last_norm": _pair(weights, f"{name}.output.LayerNorm"),
    }


def _linear(rows: Array, weight_and_bias: tuple[Array, Array]) -> Array:
    weight, bias = weight_and_bias
    product = rows @ weight.T
    product += bias
    return product


def _attention(hidden: Array, texts: int, layer: dict[str, tuple[Array, Array]], shut: Array | None) -> Array:
    def heads(name: str) -> Array:
        return _linear(hidden, layer[name]).reshape(texts, -1, HEADS, hidden.shape[1] // HEADS).swapaxes(1, 2)

    scores = heads("query") @ heads("key").swapaxes(2, 3)
    scores *= 1 / math.sqrt(hidden.shape[1] // HEADS)
    if shut is not None:
        scores += shut
    scores -= scores.max(-1, keepdims=True)
    numpy.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return (scores @ heads("value")).swapaxes(1, 2).reshape(hidden.shape)


def _normalised(rows: Array, weight: Array, bias: Array) -> Array:
    rows = rows - rows.mean(1, keepdims=True)
    rows /= numpy.sqrt(numpy.einsum("ij,ij->i", rows, rows)[:, None] / rows.shape[1] + EPSILON)
    rows *= weight
    rows += bias
    return rows


def _gelu(rows: Array) -> Array:
    """x Φ(x), in place: max(x, 0) - |x| (1 - erf(|x| / √2)) / 2, which needs erf of positive numbers only."""
    for begin in range(0, len(rows), _ROWS):
        part = rows[begin : begin + _ROWS]
        size = numpy.abs(part)
        t = 1 / (1 + numpy.float32(_P / math.sqrt(2)) * size)
        tail = t * numpy.float32(_A[4] / 2)
        for a in _A[3::-1]:
            tail += numpy.float32(a / 2)
            tail *= t
        tail *= size
        numpy.multiply(size, size, out=size)
        size *= numpy.float32(-0.5)
        numpy.exp(size, out=size)
        tail *= size
        numpy.maximum(part, 0, out=part)
        part -= tail
    return rows
