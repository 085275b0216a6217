"""Each file that was made by hand to hurt ends in bounded time in what is said of it beforehand."""

import time

import pytest

from tests.tools.files.bombs import BOMBS
from tools.files.decoding.refused import Refused
from tools.files.decoding.running import decode

MOST_SECONDS = 30  # on a machine that has other things to do; each takes one or two alone


@pytest.mark.parametrize("bomb", BOMBS, ids=str)
def test_it_ends_as_it_may(bomb):
    content = bomb.make()
    started = time.monotonic()
    try:
        decode([content], bomb.kind)
        code, message = "", "."
    except Refused as refused:
        code, message = refused.code, refused.message
    assert code in bomb.codes, message
    assert message.endswith(".")
    assert time.monotonic() - started < MOST_SECONDS
