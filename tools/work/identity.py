"""The names of worker processes: which machine, which process, and something new each time."""

from __future__ import annotations

import os
import secrets
import socket

import psutil


def new() -> str:
    """This process's name, new with each process: a lease belongs to a process, not to a machine."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def is_gone(name: str) -> bool:
    """Whether the process of that name was one of this machine's and has ended; of others nobody here can say."""
    host, _, rest = name.rpartition("-")[0].rpartition("-")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        return psutil.Process(int(rest)).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
