"""What a file is called before people."""

from __future__ import annotations

import re
import unicodedata

MOST = 80  # characters
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control signs, marks that turn the writing round, and the like


def shown_name(name: str | None, otherwise: str) -> str:
    """`name` without folders and without signs that can't be seen or that hide others; `otherwise` if none is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    seen = "".join(sign if unicodedata.category(sign) not in _HIDDEN else " " for sign in last)
    plain = re.sub(r"\s+", " ", seen).strip(" .")
    if len(plain) > MOST:
        start, dot, ending = plain.rpartition(".")
        tail = dot + ending if start and len(ending) <= 5 else ""
        plain = f"{plain[: MOST - 1 - len(tail)]}…{tail}"
    return plain or otherwise
