"""Thousands of broken files: each is taken or refused in a sentence, soon, and leaves nothing behind.

`make test-slow` runs them all and prints what became of them; `make test` a few.
"""

import resource
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import psutil
import pytest

from tests.tools.files.mutating import mutated
from tools.files.decoding import limits
from tools.files.decoding.refused import Refused
from tools.files.decoding.running import Decoded, DecoderBroken, decode

CODES = ("unsupported_type", "damaged_file", "too_long", "too_short", "too_large", "too_complex", "no_audio")
ENDS = ("taken", *CODES)
MOST_SECONDS = limits.WALL_SECONDS
MANY = 5_200


@dataclass
class Tally:
    """What became of the files."""

    ends: Counter[str] = field(default_factory=Counter)
    longest: tuple[float, str] = (0.0, "")

    def run(self, file: tuple[str, str, bytes]) -> None:
        """Decode one, and hold the result to what is promised."""
        name, kind, content = file
        started = time.monotonic()
        end, message = "taken", "."
        try:
            check(decode([content], kind), kind)
        except Refused as refused:
            end, message = refused.code, refused.message
        except DecoderBroken as error:
            raise AssertionError(name) from error
        assert end in ENDS, name
        assert message.endswith("."), name
        self.ends[end] += 1
        seconds = time.monotonic() - started
        assert seconds < MOST_SECONDS, name
        self.longest = max(self.longest, (seconds, name))


def check(decoded: Decoded, kind: str) -> None:
    """What was taken is a clean copy within the limits."""
    facts = decoded.facts
    if kind == "audio":
        assert decoded.content.startswith(b"fLaC")
        assert limits.LEAST_SECONDS <= facts["seconds"] <= limits.MOST_SECONDS
        assert 0 < len(facts["peaks"]) <= limits.MOST_PEAKS
        assert all(0 <= peak <= 100 for peak in facts["peaks"])
    else:
        assert decoded.content.startswith(b"\x89PNG")
        assert min(facts["width"], facts["height"]) >= 1
        assert max(facts["width"], facts["height"]) <= limits.SIDE
    assert len(decoded.content) <= limits.OUTPUT


def fuzz(count: int, seed: int, folder) -> Tally:
    """Run `count` files, two at a time. What they leave in `folder`, where all temporary files go, must be nothing."""
    tally = Tally()
    files, others = mutated(count, seed), set(psutil.Process().children())
    with ThreadPoolExecutor(2) as pool:
        while some := list(islice(files, 50)):  # a pool takes all that it is given at once
            list(pool.map(tally.run, some))
    assert sum(tally.ends.values()) == count
    assert not list(folder.iterdir())
    assert set(psutil.Process().children()) <= others
    return tally


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where all temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_few_broken_files(folder):
    tally = fuzz(60, 5, folder)
    assert tally.ends["taken"] < 50


@pytest.mark.exhaustive
def test_thousands_of_broken_files(folder, capsys):
    started = time.monotonic()
    tally = fuzz(MANY, int(time.time()) // 86_400, folder)  # others each day
    seconds = time.monotonic() - started
    with capsys.disabled():
        print(f"\n{MANY:,} broken files in {seconds:.0f} s, {MANY / seconds:.1f} a second")
        print(f"longest: {tally.longest[0]:.1f} s ({tally.longest[1]})")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"most memory of a child: {memory} MiB of {limits.MEMORY // limits.MEBIBYTE} MiB")
        for end, count in tally.ends.most_common():
            print(f"{end:>18} {count:6,}")
