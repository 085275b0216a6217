"""How much of a machine the text engine takes: sizes from a description of the machine, with nothing measured here."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 2**30
_PAGE_TOKENS = 256  # in a page: what flash attention kernels want, and a chat of a page needs no copying on a CPU
_BATCH = {"cpu": 256, "cuda": 8_192}  # tokens in one forward pass: a prompt is computed in pieces of this size
_CACHE_SHARE = {"cpu": 0.08, "cuda": 0.85}  # of the memory left beside the weights; a CPU's memory is everybody's
_CACHE_MOST = 262_144  # tokens, on a CPU: more would be computed too slowly to matter


@dataclass(frozen=True, slots=True)
class Machine:
    """What the engine may use: `memory` is bytes free on the device, `cores` are physical cores."""

    device: str  # "cpu", "cuda", "cuda:1"...
    memory: int
    cores: int
    bfloat16: bool = False  # whether the device computes in bfloat16 natively


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model's architecture decides its memory."""

    weights: int  # how many
    layers: int
    kv_heads: int
    head_dim: int
    context: int  # tokens

    def cache_bytes(self, dtype_bytes: int) -> int:
        """Bytes of cache that one token takes: a key and a value in each layer."""
        return 2 * self.layers * self.kv_heads * self.head_dim * dtype_bytes


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was chosen. `pages * page_tokens` is the number of tokens that fit into the cache."""

    device: str
    dtype: str
    threads: int
    requests: int
    batch_tokens: int
    page_tokens: int
    pages: int

    @property
    def cache_tokens(self) -> int:
        return self.pages * self.page_tokens


class TooSmall(Exception):
    """The model doesn't fit into the machine; the message says by how much."""


def sizes(
    machine: Machine,
    shape: Shape,
    *,
    requests: int,
    dtype: str = "auto",
    threads: int = 0,
    cache_tokens: int = 0,
    batch_tokens: int = 0,
) -> Sizes:
    """Sizes for a model on a machine; a setting of 0 or "auto" is chosen here. Raises TooSmall."""
    kind = machine.device.partition(":")[0]
    dtype = _dtype(machine) if dtype == "auto" else dtype
    width = 4 if dtype == "float32" else 2
    left = machine.memory - shape.weights * width
    token = shape.cache_bytes(width)
    most = _CACHE_MOST if kind == "cpu" else requests * shape.context
    tokens = cache_tokens or min(int(left * _CACHE_SHARE[kind]) // token, most, requests * shape.context)
    if left <= 0 or tokens * token > left or tokens < min(shape.context, 2_048):
        raise TooSmall(
            f"the model takes {shape.weights * width / GIB:.1f} GiB and {token} bytes for each token of cache; "
            f"{machine.device} has {machine.memory / GIB:.1f} GiB free."
        )
    return Sizes(
        device=machine.device,
        dtype=dtype,
        threads=threads or machine.cores,
        requests=requests,
        batch_tokens=batch_tokens or max(_BATCH[kind], requests),
        page_tokens=_PAGE_TOKENS,
        pages=-(-tokens // _PAGE_TOKENS),
    )


def _dtype(machine: Machine) -> str:
    """bfloat16 where the device computes in it; a CPU without it emulates it slower than float32."""
    return "bfloat16" if machine.bfloat16 else "float32"
