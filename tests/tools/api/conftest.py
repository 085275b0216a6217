"""Fixtures of these tests."""

from tests.serving import serving, starter, web

__all__ = ["serving", "starter", "web"]
