"""The glossary's tests."""

import time

import pytest

from glossary.feedback import ratings


@pytest.fixture(autouse=True)
def ratings_read_a_moment_ago(monkeypatch):
    """Pages read the ratings once a minute; in tests that minute has just begun, and nobody has rated anything."""
    monkeypatch.setattr(ratings.snapshot, "_means", {})
    monkeypatch.setattr(ratings.snapshot, "_taken", time.monotonic())
