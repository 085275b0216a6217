"""The packed layers: right, and bit for bit the same for a row alone and among others."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from tools.engines.text import packed
from tools.engines.text.packed import NormedLinear, PackedHead, PackedLinear

pytestmark = pytest.mark.skipif(not packed.supported(), reason="this CPU or this torch has no kernels for it")

IN, OUT, MOST = 576, 960, 257
CROWDS = (2, 3, 7, 8, 16, 31, 33, 64, 100, 256, MOST)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def added(width: int = IN) -> Callable[[Tensor], Tensor]:
    layer = PackedLinear(numbers(OUT, width, seed=1))
    return lambda rows: layer.add_to(torch.ones(len(rows), OUT), rows)


def normed() -> Callable[[Tensor], Tensor]:
    return NormedLinear(numbers(IN, seed=2), 1e-5, numbers(OUT, IN, seed=1), numbers(OUT, seed=3)).of


def head() -> Callable[[Tensor], Tensor]:
    layer = PackedHead(numbers(IN, seed=2), 1e-5, numbers(5 * OUT, IN, seed=1))
    return lambda rows: layer(rows.unsqueeze(0))[0]


@pytest.mark.parametrize("make", [added, lambda: added(1_536), normed, head], ids=["added", "wide", "normed", "head"])
def test_a_row_is_the_same_alone_and_among_others(make: Callable[[], Callable[[Tensor], Tensor]], request):
    layer = make()
    # Rows of very different sizes, for an outlier among the others is what would shift a shared scale.
    rows = numbers(MOST, 1_536 if "wide" in request.node.name else IN) * numbers(MOST, 1, seed=4).exp()
    alone = torch.cat([layer(row) for row in rows.split(1)])
    for size in CROWDS:
        assert torch.equal(layer(rows[:size]), alone[:size]), size


@pytest.mark.parametrize("width", [64, IN, 1_536, 8_960])
def test_the_integer_product_is_exact_where_sums_are_largest(width: int):
    weight = torch.full((32, width), 127.0)
    weight[1::2] *= -1
    layer = PackedLinear(weight)
    for sign in (1, -1):
        product = layer.add_to(torch.zeros(3, 32), torch.full((3, width), float(sign)))
        assert torch.allclose(product, sign * weight.sum(1).expand(3, -1), rtol=1e-6)


def test_it_is_the_linear_layer_within_the_rounding_of_its_integers():
    weight, rows = numbers(OUT, IN, seed=1), numbers(5, IN)
    exact = rows @ weight.T
    assert (PackedLinear(weight).add_to(torch.zeros(5, OUT), rows) - exact).abs().max() < 0.01 * exact.abs().max()
    norm = numbers(IN, seed=2)
    exact = torch.nn.functional.rms_norm(rows, (IN,), norm, 1e-5) @ weight.T
    assert (NormedLinear(norm, 1e-5, weight).of(rows) - exact).abs().max() < 0.01 * exact.abs().max()
