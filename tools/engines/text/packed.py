"""Linear layers in 8-bit integers for a CPU: a third of the time of float32 at any batch size.

Weights are int8 with one scale a row. Activations are 14-bit integers, as two 7-bit parts that go through one integer
product as two rows, so the weights are read from memory once: x = n/8064 * (128 * coarse + fine). Seven bits, because
fbgemm's AVX2 kernel adds two products in 16 bits and would saturate with eight. Figures: docs/engines.md.

All sums are of integers, so a row's result doesn't depend on which other rows it is computed with. That, and the pieces
of scheduling.py, is what makes a greedy answer the same alone and in a crowd, bit for bit.
"""

from __future__ import annotations

import math
import warnings

import torch
from torch import Tensor

_COARSE, _FINE = 63.0, 128.0  # largest coarse part, and how many fine steps one coarse step has
_SCALE = _COARSE * _FINE
_ZERO = 64  # fbgemm wants unsigned activations: 64 stands for 0
_PARTS = torch.tensor([_COARSE, _SCALE]).view(2, 1, 1)
_REST = torch.tensor([0.0, -_FINE]).view(2, 1, 1)
# The operation itself, without the look-up and the checks in Python that torch.ops does at each call.
_integer_product = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32.default._op
_norm = torch.linalg.vector_norm


def supported() -> bool:
    """Whether this CPU and this build of torch have the kernels (x86 with AVX2)."""
    return (
        "fbgemm" in torch.backends.quantized.supported_engines and torch.backends.cpu.get_cpu_capability() != "DEFAULT"
    )


class _Packed:
    """An int8 weight [out, in] and the product with it.

    Not a torch Module: a step for one person is hundreds of small operations, and a Module's call costs as much as one.
    """

    def __init__(self, weight: Tensor, scale: float) -> None:
        torch.backends.quantized.engine = "fbgemm"
        weight = weight.detach().float()
        step = weight.abs().amax(1).clamp_min(1e-12) / 127
        integers = (weight / step[:, None]).round().to(torch.int8)
        steps = step.double() * (scale / _SCALE)
        with warnings.catch_warnings():
            # torch means to drop quantised tensors in a later release; its pinned version is what these tests run on.
            warnings.simplefilter("ignore", UserWarning)
            zeros = torch.zeros(len(step), dtype=torch.long)
            quantised = torch._make_per_channel_quantized_tensor(integers, steps, zeros, 0)
        self._weight = torch.ops.quantized.linear_prepack(quantised, None)

    def _product(self, parts: Tensor) -> Tensor:
        """`parts` [2, rows, in] are the coarse and fine parts, not yet rounded; the product is [rows, out]."""
        parts = torch.addcmul(parts, parts[0].round(), _REST)
        both = _integer_product(parts.flatten(0, 1), 1.0, _ZERO, self._weight)
        rows = parts.size(1)
        return torch.add(both[rows:], both[:rows], alpha=_FINE)


class PackedLinear(_Packed):
    """A linear layer without a bias, whose result is added to another tensor; each row has its own scale."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__(weight, 1.0)

    def add_to(self, base: Tensor, rows: Tensor) -> Tensor:
        """base [rows, out] + rows [rows, in] @ weight.T"""
        size = _norm(rows, math.inf, -1, True).clamp_min_(1e-30)
        return torch.addcmul(base, self._product((rows / size) * _PARTS), size)


class NormedLinear(_Packed):
    """RMSNorm and the linear layer after it, in one: the norm's division is the activation's scale too.

    A normed value is at most sqrt(in) times the norm's largest weight, so no maximum has to be looked for.
    """

    def __init__(self, norm: Tensor, epsilon: float, weight: Tensor, bias: Tensor | None = None) -> None:
        norm, width = norm.detach().float(), weight.size(1)
        largest = float(norm.abs().max())
        super().__init__(weight, largest * math.sqrt(width))
        self._norm = (norm / largest) * _PARTS
        self._epsilon = torch.tensor(math.sqrt(width * epsilon))
        self._bias = None if bias is None else bias.detach().float()

    def of(self, rows: Tensor) -> Tensor:
        """RMSNorm(rows) [rows, in] @ weight.T + bias, as [rows, out]"""
        size = torch.hypot(_norm(rows, 2, -1, True), self._epsilon)
        product = self._product((rows * self._norm).div_(size))
        if self._bias is not None:
            product += self._bias
        return product


class PackedHead(torch.nn.Module):
    """The last norm and the layer that gives the logits, where transformers' models have their `lm_head`."""

    def __init__(self, norm: Tensor, epsilon: float, weight: Tensor) -> None:
        super().__init__()
        self._linear = NormedLinear(norm, epsilon, weight)

    def forward(self, rows: Tensor) -> Tensor:
        """Hidden states [1, rows, hidden] to logits [1, rows, vocabulary]."""
        return self._linear.of(rows[0]).unsqueeze(0)
