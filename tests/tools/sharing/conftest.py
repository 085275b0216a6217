"""Fixtures of these tests: results that are there to be shared."""

import pytest

from tests.cast import Member
from tests.tools.sharing.results import Chat


@pytest.fixture
def chat(cast):
    """Makes a chat of a member's, of (question, answer) pairs."""

    def make(member: Member, *turns: tuple[str, str], title: str = "A private name") -> Chat:
        return Chat.of(member, turns or (("What is an API?", "It is **an agreement**."),), title)

    return make
