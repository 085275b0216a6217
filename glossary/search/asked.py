"""What a query is about, without the words that only make it a question."""

from __future__ import annotations

import re
from functools import lru_cache

from glossary.search.spelling import fold, words

_FRAMES = [
    re.compile(pattern)
    for pattern in (
        r"^(?:please |can you |could you )?(?:tell me about|define|explain|describe|meaning of|definition of)\b",
        r"^(?:so )?(?:whats|what|whos|who)(?: is| are| was| does| do)?(?: an?| the)?\b",
        r"^(?:how|why|when)(?: is| are| does| do)(?: an?| the)?\b",
        r"\b(?:mean|means|meaning|definition|explained|stand for|stands for|short for|simple|eli5)$",
        r"\b(?:in|for) (?:ai|ml|nlp|llms?|machine learning|deep learning|artificial intelligence)$",
        r"^(?:an?|the)\b",
        r"\bworks?$",
    )
]
_BRAND = re.compile(r"\b(?:chat ?gpt|gpt-?\d*|claude|gemini|copilot)\b", re.IGNORECASE)
_SMALL_WORDS = """
    a about ai all an and any are as at be been but by can cant could did do does doesnt dont for from get gets
    getting give go had has have he her his how i if in into is isnt it its just kind know like make makes making
    may me mean my no not of off on one only or other our out over own same say says should so some somebody someone
    something such than that the their them then there these they thing things this those to too two up us use used
    using very want was way we were what whats when where which while who whom whose why will with without wont
    would yes you your called name term word
"""
_SMALL = frozenset(fold(word) for word in _SMALL_WORDS.split())


@lru_cache(maxsize=512)
def subject(query: str) -> str:
    """The folded query without its frame: "What does RAG mean?" is about "rag". Never empty where the query isn't."""
    about = fold(query)
    changed = True
    while changed:
        changed = False
        for frame in _FRAMES:
            shorter = frame.sub("", about, count=1).strip()
            if shorter and shorter != about:
                about, changed = shorter, True
    return about


@lru_cache(maxsize=512)
def telling(query: str) -> tuple[str, ...]:
    """Its words that say something, or all of them where none does."""
    found = words(query)
    return tuple(word for word in found if word not in _SMALL) or tuple(found)


def without_brands(query: str) -> str:
    """The query with "AI" for the products' names: in a question they stand for any model."""
    return _BRAND.sub("AI", query)
