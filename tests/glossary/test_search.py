"""The search finds terms by what people call them, and nothing in a query can break it."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from glossary import content, search
from glossary.search import names
from glossary.search.acronyms import acronyms
from glossary.search.asked import subject, telling
from glossary.search.marking import marked
from glossary.search.passages import passages, plain
from glossary.search.spelling import fold, joined
from tests.glossary.searching import vectors_ready

__all__ = ["vectors_ready"]
pytestmark = pytest.mark.usefixtures("vectors_ready")
NAMES = [(name, term.slug) for term in content.terms() for name in term.names]


@cache  # names are asked for again and again, and the terms stay as they are
def first(query: str) -> str:
    return search.search(query)[0].term.slug


@pytest.mark.parametrize(
    "form", [str, str.upper, str.lower, lambda name: f"  {name}? ", lambda name: f"what is {name}"]
)
def test_every_name_leads_to_its_term(form):
    missed = [(name, slug, first(form(name))) for name, slug in NAMES if first(form(name)) != slug]
    assert len(missed) <= len(NAMES) * 0.01, missed  # "what is data" and the like may mean more


def test_a_name_in_one_word_or_with_dashes_is_the_same_name():
    assert joined("Key-value cache") == joined("key value cache") == joined("KeyValue–cache")  # noqa: RUF001
    for name, slug in NAMES:
        assert first(name.replace("-", " ")) == slug
        assert first(name.replace("-", "")) == slug


def test_one_wrong_letter_in_a_long_title_is_forgiven():
    missed = []
    for term in content.terms():
        if len(term.title) > 7:
            typo = term.title[:4] + term.title[5:]
            if term not in [hit.term for hit in search.search(typo)[:3]]:
                missed.append((typo, first(typo)))
    assert len(missed) <= len(content.terms()) * 0.03, missed


def test_half_a_title_finds_it_among_the_first():
    missed = []
    for term in content.terms():
        half = term.title[: max(4, len(term.title) * 2 // 3)]
        if term not in [hit.term for hit in search.search(half)[:5]]:
            missed.append((half, term.slug))
    assert len(missed) <= len(content.terms()) * 0.03, missed


@pytest.mark.parametrize(
    "query",
    [
        '"', '""', "'", "*", "NEAR(", "NEAR(a b, 2)", "AND", "a OR", "NOT x", "term:", "names:x", "^a", "C++", "(",
        "a -b", "{a}", "\\", "%", "_", "\x00", "a\x00b", "\ud800", "\n\t", "0", "½", "e\u0301" * 90, "?" * 200,
        "-" * 500, "😀", "🤖 model", "漢字", "مرحبا", "ﬁne tuning", "<b>x", "'; DROP TABLE term; --",
        "a " * 5_000, "wort" * 5_000,
    ],
)  # fmt: skip
def test_nothing_in_a_query_breaks_it(query):
    began = time.process_time()
    assert all(hit.score > 0 for hit in search.search(query))
    assert names.nearest(query) is not None
    assert time.process_time() - began < 1


@pytest.mark.parametrize("query", ["", " ", '"', "😀", "?!"])
def test_a_query_without_a_letter_finds_nothing(query):
    assert search.search(query) == []


@pytest.mark.parametrize("query", ["qqqqzz", "xyzzy plugh", "asdfghjkl"])
def test_what_means_nothing_finds_nothing(query):
    assert search.search(query) == []


def test_only_the_first_200_characters_count():
    assert first("temperature " + "x" * 300) == first("temperature " + "x" * 250)


def test_no_more_than_asked_for_and_the_best_first():
    hits = search.search("model", limit=5)
    assert len(hits) <= 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_british_and_american_spellings_are_one():
    for british, american in [
        ("tokenisation", "tokenization"), ("behaviour", "behavior"), ("labelling", "labeling"), ("licence", "license"),
        ("nearest neighbours", "nearest neighbors"), ("optimiser", "optimizer"), ("catalogue", "catalog"),
        ("centre", "center"), ("modelled", "modeled"), ("analyse", "analyze"), ("quantis", "quantiz"),
    ]:  # fmt: skip
        assert fold(british) == fold(american)


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("What is RAG?", "rag"),
        ("what's a webhook", "webhook"),
        ("What does LoRA stand for?", "lora"),
        ("Explain attention in machine learning", "attention"),
        ("how does tokenization work", "tokenisation"),
        ("the", "the"),
    ],
)
def test_a_question_is_about_what_is_left_without_its_frame(query, about):
    assert subject(query) == about


def test_words_that_say_nothing_dont_count_unless_there_are_no_others():
    assert telling("how do I make the model less random") == ("model", "less", "random")
    assert telling("what is it") == ("what", "is", "it")


def test_found_words_are_marked_in_any_form_and_nothing_else_is_changed():
    text = "Sampling picks tokens; a tokenizer makes them. Random!"
    pieces = marked(text, "random tokens")
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.found] == ["tokens", "Random"]


def test_passages_are_prose():
    found = "\n".join(text for term in content.terms() for text in passages(term))
    assert "```" not in found
    assert "**" not in found
    assert "$" not in plain("costs $x^2$ and $$y$$ more")
    assert plain("a [link](/chat/) and `code`\n\n```python\nx = 1\n```") == "a link and code"


def test_acronyms_lead_to_terms_and_are_in_order():
    shorts = [entry.short for entry in acronyms()]
    assert shorts == sorted(shorts, key=str.casefold)
    assert len(set(shorts)) == len(shorts)
    assert ("API", "Application Programming Interface") in [(entry.short, entry.long) for entry in acronyms()]


def test_many_threads_may_search_at_once():
    queries = [name for name, _ in NAMES[:60]]
    alone = [first(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(first, queries)) == alone
