"""The search as a running site has it: the vectors of all passages are there."""

from __future__ import annotations

import os

import pytest

from glossary.search import vectors


@pytest.fixture(scope="session")
def vectors_ready() -> None:
    """Computed once for each state of the content (half a minute), kept beside the models for the next run."""
    vectors.prepare(threads=len(os.sched_getaffinity(0)))
    assert vectors.current() is not None
