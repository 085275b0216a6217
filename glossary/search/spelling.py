"""Two spellings of a word made one: case, accents, dashes, British and American endings."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTERS = re.compile(r"[^\w+#./]+|(?<!\w)[./+#]+|[./]+(?!\w)|_+")
# Both sides of a comparison go through these, so it does no harm that "source" becomes "sorce". They look at few
# letters, for a word may be half typed.
_ENDINGS = (
    (re.compile(r"(?<=[iy])z"), "s"),
    (re.compile(r"our"), "or"),
    (re.compile(r"(?<=abe|ode|nce|ave|gna)ll"), "l"),
    (re.compile(r"(?<=lic|def|off)ence\b"), "ense"),
    (re.compile(r"tre(?=s?\b)"), "ter"),
    (re.compile(r"ogue(?=s?\b)"), "og"),
    (re.compile(r"gramme(?=s?\b)"), "gram"),
)


def fold(text: str) -> str:
    """The words of the text in one spelling, with single spaces: "Fine-Tuning" and "fine tuning" come out alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"(?<=\w)['\u2019](?=\w)", "", plain)
    plain = _NO_LETTERS.sub(" ", plain)
    for pattern, replacement in _ENDINGS:
        plain = pattern.sub(replacement, plain)
    return " ".join(plain.split())


def words(text: str) -> list[str]:
    """The folded words, those with signs in them ("k-means", "llama.cpp") taken apart."""
    return re.findall(r"[^\W_]+", fold(text))


def joined(text: str) -> str:
    """The folded text without any space: "key value", "key-value" and "keyvalue" are one name."""
    return re.sub(r"\s+", "", fold(text))
