"""Finds terms by name, acronym, misspelling, words and meaning."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from glossary import content
from glossary.content import Term
from glossary.search import embedder, fulltext, names, vectors
from glossary.search.asked import telling, without_brands
from tools.weights import BrokenWeights

LONGEST = 200  # characters of a query; the rest isn't looked at
# Found by trying all combinations on tests/glossary/search_questions.py; half or twice of any of them is little worse.
NAME, WORDS, MEANING = 1.0, 0.4, 1.0
LEAST = 0.3  # a term that has less isn't shown
LEAST_UNKNOWN = 0.6  # where the glossary has none of the query's words: letters at random are near to something, too
FAR, NEAR = 0.2, 0.8  # cosines of what has nothing to do with the query, and of what says the same
SHORTEST_MEANING = 3  # letters

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """One term found; `why` is what counted most: "name", "words" or "meaning"."""

    term: Term
    score: float
    why: str


def search(query: str, limit: int = 20) -> list[Hit]:
    """The terms that answer the query, the best first; nothing for a query without a letter or digit.

    What it understands: a name or acronym in any case and spelling, the beginning of one, a misspelt one, and questions
    in plain words. Queries are cut at LONGEST characters. Never raises for what is in the query.
    """
    query = query[:LONGEST]
    if not telling(query):
        return []
    by_name = names.scores(query)
    spelt = names.corrected(query, fulltext.known_words())
    by_words = fulltext.scores(spelt)
    by_meaning = _by_meaning(spelt)
    least = LEAST if fulltext.share_known(spelt) else LEAST_UNKNOWN
    hits = []
    for term in content.terms():
        parts = {
            "name": NAME * by_name.get(term.slug, 0),
            "words": WORDS * by_words.get(term.slug, 0),
            "meaning": MEANING * by_meaning.get(term.slug, 0),
        }
        score = sum(parts.values())
        if score >= least:
            hits.append(Hit(term, score, max(parts, key=parts.__getitem__)))
    hits.sort(key=lambda hit: -hit.score)
    return hits[:limit]


def _by_meaning(spelt: str) -> dict[str, float]:
    """From 0 to 1 how near each term's best passage is; nothing while the vectors aren't there."""
    index = vectors.current()
    if index is None or sum(map(len, telling(spelt))) < SHORTEST_MEANING:
        return {}
    try:
        near = index.nearest(embedder.query_vector(without_brands(spelt.strip().casefold())))
    except BrokenWeights as error:
        log.warning("The search goes by words alone: %s", error)
        return {}
    return {slug: min(1.0, max(0.0, (cosine - FAR) / (NEAR - FAR))) for slug, cosine in near.items()}
