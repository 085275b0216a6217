"""How long a search takes at the server, query by query: `python -m bench search`.

The questions are the tests' (tests/glossary/search_questions.py). No vector is kept between queries: each is made anew.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROUNDS = 5
AIM_MS = 50


def main(argv: Sequence[str]) -> int:
    """Print the median and the 95th percentile of the whole search and of its parts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewind.settings")
    import django

    django.setup()
    from django.test import Client

    from glossary import content, search
    from glossary.search import embedder, fulltext, names, vectors
    from tests.glossary.search_questions import HELD_OUT, TUNING

    queries = [asked.query for asked in (*TUNING, *HELD_OUT)]
    began = time.perf_counter()
    made = vectors.prepare(threads=len(os.sched_getaffinity(0)))
    print(f"{len(content.terms())} terms: {made} in {time.perf_counter() - began:.1f} s")
    before = _memory()
    began = time.perf_counter()
    search.search(queries[0])
    print(f"first query, with all that is read for it: {1e3 * (time.perf_counter() - began):.0f} ms")

    def nearest(query: str) -> None:
        index = vectors.current()
        assert index is not None
        index.nearest(embedder.encode([query])[0])

    def whole(query: str) -> None:
        embedder.query_vector.cache_clear()
        search.search(query)

    client = Client(HTTP_HOST="localhost")

    def results(query: str) -> None:
        embedder.query_vector.cache_clear()
        assert client.get("/glossary/found/", {"q": query}).status_code == 200

    print(f"\n{len(queries)} queries, {ROUNDS} rounds (load {os.getloadavg()[0]:.1f}); ms\n")
    print(f"{'':<22}{'median':>8}{'95 %':>8}{'slowest':>9}")
    median = _measure("whole search", whole, queries)
    _measure(
        "names and spelling",
        lambda query: (names.scores(query), names.corrected(query, fulltext.known_words())),
        queries,
    )
    _measure("words (FTS5)", fulltext.scores, queries)
    _measure("meaning (embedding)", nearest, queries)
    _measure("request for results", results, queries)
    after = _memory()
    grown = {kind: (after[kind] - before[kind]) / 1024 for kind in after}
    print(
        f"\nmemory for it: {grown['RssAnon']:.0f} MiB of its own, {grown['RssFile']:.0f} MiB shared (the model's file)"
    )
    print(f"median {median:.1f} ms, aim below {AIM_MS} ms: {'reached' if median < AIM_MS else 'missed'}")
    return 0


def _measure(name: str, run: Callable[[str], object], queries: Sequence[str]) -> float:
    """Print one line; the median in milliseconds."""
    took = []
    for _ in range(ROUNDS):
        for query in queries:
            began = time.perf_counter()
            run(query)
            took.append(1e3 * (time.perf_counter() - began))
    took.sort()
    median = statistics.median(took)
    print(f"{name:<22}{median:>8.1f}{took[int(len(took) * 0.95)]:>8.1f}{took[-1]:>9.1f}", flush=True)
    return median


def _memory() -> dict[str, int]:
    """This process's resident memory in KiB, by kind."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssFile"))}
