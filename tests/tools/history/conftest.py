"""Fixtures of these tests."""

from tests.serving import serving, starter

__all__ = ["serving", "starter"]
