"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable
from typing import Any

import psutil


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait for the condition to become true, and give what it gave. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise TimeoutError(f"It didn't come true in {seconds} s.")


def is_dead(pid: int) -> bool:
    """Whether the process has ended, though its parent may not have asked how. It may go at any moment."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
