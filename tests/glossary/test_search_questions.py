"""What people ask is answered: of all questions at least 85 % by the first result, 95 % by one of the first three."""

from __future__ import annotations

import pytest

from glossary import content, search
from tests.glossary.search_questions import FRESH, HELD_OUT, LATER, TUNING, Asked
from tests.glossary.searching import vectors_ready

__all__ = ["vectors_ready"]
pytestmark = pytest.mark.usefixtures("vectors_ready")
FIRST, FIRST_THREE = 0.85, 0.95
SLUGS = {term.slug for term in content.terms()}


def place(asked: Asked) -> int:
    """Where the first right answer stands; 99 where it isn't found."""
    found = [hit.term.slug for hit in search.search(asked.query)]
    return min((found.index(slug) + 1 for slug in asked.slugs if slug in found), default=99)


def test_questions_are_answered_by_the_first_results():
    asked = [question for question in TUNING + HELD_OUT + LATER + FRESH if set(question.slugs) <= SLUGS]
    places = {question.query: place(question) for question in asked}
    first = sum(found == 1 for found in places.values()) / len(places)
    three = sum(found <= 3 for found in places.values()) / len(places)
    late = {query: found for query, found in places.items() if found > 1}
    assert first >= FIRST, late
    assert three >= FIRST_THREE, late


def test_the_issues_own_question_finds_temperature_first():
    assert place(Asked("how do I make the model less random", ("temperature",))) == 1


def test_there_are_enough_questions_and_none_twice():
    queries = [asked.query.casefold() for asked in TUNING + HELD_OUT + LATER + FRESH]
    assert len(queries) >= 120
    assert len(queries) - len(set(queries)) <= 2  # "transformer" and the like may be typed twice
    assert abs(len(TUNING) - len(HELD_OUT)) <= 5
