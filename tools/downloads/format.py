"""What every format has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.sharing.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file, as the FORMAT of a module in `formats`."""

    slug: str  # in addresses, and the ending of the file's name
    name: str  # on pages
    content_type: str
    kinds: frozenset[str]  # of models, whose results can be had in it: "text"
    write: Callable[[Snapshot], bytes]
    order: int = 100  # where it stands in lists, lowest first
