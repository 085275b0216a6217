"""Terms by the words in them: an FTS5 index in memory, with English stems, ranked by bm25."""

from __future__ import annotations

import threading
from functools import cache

import pysqlite3

from glossary import content
from glossary.search.asked import telling
from glossary.search.passages import plain
from glossary.search.spelling import words

# How much a word counts by where it is.
WEIGHTS = {"names": 10.0, "definition": 5.0, "questions": 3.0, "text": 1.0}
TELLING = 2.0  # less bm25 than this has no term that is about one of the query's words
WORDS_TAKEN = 24  # of a query
SHORTEST_BEGINNING = 3  # letters of a word that is still being typed
_lock = threading.Lock()  # one connection for all threads: a query takes a millisecond


@cache
def _index() -> tuple[pysqlite3.Connection, tuple[str, ...], frozenset[str]]:
    connection = pysqlite3.connect(":memory:", check_same_thread=False)
    columns = ", ".join(WEIGHTS)
    connection.execute(f"CREATE VIRTUAL TABLE term USING fts5({columns}, tokenize = 'porter unicode61')")
    slugs: list[str] = []
    known: set[str] = set()
    for term in content.terms():
        texts = {
            "names": " ".join(term.names),
            "definition": term.definition,
            "questions": " ".join([*term.asked, *(entry.question for entry in term.faq)]),
            "text": " ".join(map(plain, term.markdown)),
        }
        row = [words(texts[column]) for column in WEIGHTS]
        known.update(*row)
        connection.execute(
            f"INSERT INTO term (rowid, {columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 (our own column names)
            [len(slugs), *map(" ".join, row)],
        )
        slugs.append(term.slug)
    connection.execute("INSERT INTO term (term) VALUES ('optimize')")  # one segment: the fastest to read
    return connection, tuple(slugs), frozenset(known)


def known_words() -> frozenset[str]:
    """Every word of the glossary, folded."""
    return _index()[2]


def scores(query: str, limit: int = 40) -> dict[str, float]:
    """For each term that has one of the query's words its bm25, the best one at most 1; the last may be half typed.

    The best one has less where the query has words that the glossary doesn't: what it finds is beside the point.
    """
    asked = telling(query)[:WORDS_TAKEN]
    if not asked:
        return {}
    # Each word between quotes, so that nothing in it is an operator.
    match = " OR ".join(f'"{word}"' for word in asked)
    if len(asked[-1]) >= SHORTEST_BEGINNING:
        match += f' OR "{asked[-1]}"*'
    connection, slugs, _ = _index()
    weights = ", ".join(map(str, WEIGHTS.values()))
    with _lock:
        rows = connection.execute(
            f"SELECT rowid, -bm25(term, {weights}) FROM term WHERE term MATCH ? ORDER BY 2 DESC LIMIT ?",  # noqa: S608
            [match, limit],
        ).fetchall()
    best = max((score for _, score in rows), default=0)
    share = share_known(query)
    # Where a query has only words that nearly every term has, even its best term has little for it.
    return {slugs[row]: share * score / max(best, TELLING) for row, score in rows if best > 0}


def share_known(query: str) -> float:
    """From 0 to 1, how many of the words that say something are anywhere in the glossary."""
    known, asked = known_words(), telling(query)[:WORDS_TAKEN]
    return sum(_is_known(word, known) for word in asked) / len(asked) if asked else 0


def _is_known(word: str, known: frozenset[str]) -> bool:
    return any(form in known for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s"))
