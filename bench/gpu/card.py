"""What this machine's GPU can do at most."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

# By parts of the name, from NVIDIA's data sheets: bytes a second of the memory, and float operations a second of
# dense products in 16 bits. A GPU that isn't here is measured.
BANDWIDTH = {"H100 PCIe": 2.0e12, "H100": 3.35e12, "H200": 4.8e12, "A100": 2.0e12, "L40S": 0.864e12}
PRODUCTS = {"H100 PCIe": 756e12, "H100": 989e12, "H200": 989e12, "A100": 312e12, "L40S": 362e12}


def bandwidth() -> float:
    """The memory's bytes a second, by the GPU's name or else by copying a gigabyte."""

    def copied() -> float:
        block = torch.empty(2**30, dtype=torch.uint8, device="cuda")
        return 20 * 2 * 2**30 / _seconds(lambda: [block.clone() for _ in range(20)])

    return _by_name(BANDWIDTH) or copied()


def products() -> float:
    """Float operations a second in 16 bits, by the GPU's name or else by multiplying large matrices."""

    def multiplied() -> float:
        block = torch.ones(8192, 8192, dtype=torch.float16, device="cuda")
        return 20 * 2 * 8192**3 / _seconds(lambda: [block @ block for _ in range(20)])

    return _by_name(PRODUCTS) or multiplied()


def _by_name(table: dict[str, float]) -> float | None:
    name = torch.cuda.get_device_name()
    return next((value for part, value in table.items() if part in name), None)


def _seconds(work: Callable[[], object]) -> float:
    work()
    torch.cuda.synchronize()
    began = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return time.perf_counter() - began
