"""Finds questions by the words in them; thirty texts need no index."""

from __future__ import annotations

from collections.abc import Callable

from glossary.faq import SiteQuestion, questions
from glossary.search.asked import telling
from glossary.search.spelling import words

IN_THE_QUESTION, IN_THE_ANSWER = 3, 1
SHORTEST_STEM = 4  # letters: "price" finds "prices", "pay" only itself


def search(query: str, answers: dict[str, str]) -> list[SiteQuestion]:
    """The questions that have a word of the query, the best first; `answers` are their texts by slug."""
    asked = telling(query[:200])
    scored = []
    for entry in questions():
        question, answer = words(entry.question), words(answers[entry.slug])
        score = sum(
            IN_THE_QUESTION * any(map(_same(word), question)) + IN_THE_ANSWER * any(map(_same(word), answer))
            for word in asked
        )
        if score:
            scored.append((score, entry))
    scored.sort(key=lambda pair: -pair[0])
    return [entry for _, entry in scored]


def _same(word: str) -> Callable[[str], bool]:
    stem = word[: max(SHORTEST_STEM, len(word) - 2)]
    return lambda other: other == word or (len(word) >= SHORTEST_STEM and other.startswith(stem))
