"""Runs llama.cpp's own server on a GGUF file: `python llama_server.py MODEL.gguf SLOTS THREADS`. Prints its address.

In a process of its own: the server's threads can't be ended otherwise, and its OpenMP would meet torch's.
"""

from __future__ import annotations

import sys

import xllamacpp


def main(model: str, slots: int, threads: int) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_parallel = slots
    params.n_ctx = 1024 * slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.port = 0
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()  # until whoever started this goes away


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
