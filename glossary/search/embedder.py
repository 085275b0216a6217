"""Texts to vectors that lie close where the meaning does: all-MiniLM-L6-v2 on the CPU, in this process, without torch.

It is read at the first use (a few milliseconds). A query of ten words costs about five milliseconds of one core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from itertools import count

import numpy
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from glossary.search.bert import Encoder, tensors
from tools.catalogue import EMBEDDER
from tools.weights import BrokenWeights, place_in_package

WIDTH = 384
BATCH_TOKENS = 1_024  # more at a time fall out of the cores' caches
QUERIES_KEPT = 512  # people type the same beginnings of words; a vector is 1.5 kB


@cache
def _model() -> tuple[Tokenizer, Encoder]:
    if EMBEDDER.package is None:
        raise BrokenWeights(f"{EMBEDDER.name} has no package in the catalogue.")
    weights = place_in_package(EMBEDDER.package)
    try:
        tokenizer = Tokenizer.from_file(str(weights.with_name("tokenizer.json")))
        encoder = Encoder(tensors(weights))
    except Exception as error:  # the tokenizer's own errors have no better class
        raise BrokenWeights(f"{EMBEDDER.name} can't be read from {weights.parent}: {error}") from error
    # On a busy machine the threads of a matrix product wait for each other: a query took 1 s with two of them, and 7 ms
    # with one. Many texts are shared out by the batch instead.
    threadpool_limits(1, user_api="blas")
    tokenizer.no_padding()
    tokenizer.enable_truncation(EMBEDDER.context_length)
    return tokenizer, encoder


@lru_cache(maxsize=QUERIES_KEPT)
def query_vector(text: str) -> numpy.ndarray:
    """The unit vector (384 float32) of a query. Raises BrokenWeights."""
    return encode([text])[0]


def encode(
    texts: Sequence[str], *, threads: int = 1, progress: Callable[[int], None] = lambda done: None
) -> numpy.ndarray:
    """The unit vectors (texts, 384) of the texts, float32. Raises BrokenWeights.

    What is longer than 256 tokens is cut. `progress` is told how many texts are begun.
    """
    tokenizer, encoder = _model()
    ids = [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts))]
    vectors = numpy.zeros((len(ids), WIDTH), numpy.float32)
    begun = count()

    def run(batch: list[int]) -> None:
        progress(next(begun) * len(ids) // len(batches))
        longest = max(len(ids[index]) for index in batch)
        filled = numpy.zeros((len(batch), longest), numpy.int64)
        mask = numpy.zeros_like(filled)
        for row, index in enumerate(batch):
            filled[row, : len(ids[index])] = ids[index]
            mask[row, : len(ids[index])] = 1
        vectors[batch] = encoder(filled, mask)

    batches = _batches([len(row) for row in ids])
    if threads == 1 or len(batches) == 1:
        for batch in batches:
            run(batch)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, batches))
    return vectors


def _batches(lengths: list[int]) -> list[list[int]]:
    """Indexes in batches of at most BATCH_TOKENS, those of like length together, so that little is filled up."""
    batches: list[list[int]] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if not batches or (len(batches[-1]) + 1) * longest > BATCH_TOKENS:
            batches.append([])
            longest = lengths[index]
        batches[-1].append(index)
    return batches
