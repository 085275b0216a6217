"""Fixtures of these tests."""

from tests.tools.sharing.conftest import chat

__all__ = ["chat"]
