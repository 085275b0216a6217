"""One term's file: one that breaks the pattern says what is wrong with it."""

import re

import pytest

from glossary.content import FOLDER, BrokenTerm, parse
from glossary.content.parsing import POINTS, QUESTIONS
from rewind.env import BASE_DIR

API = (FOLDER / "api.md").read_text()


def test_the_api_page_has_all_its_parts():
    term = parse("api", API)
    assert term.full_title == "API (Application Programming Interface)"
    assert term.names == ("API", "Application Programming Interface", "web API", "programming interface")
    assert len(term.points) in POINTS
    assert len(term.faq) in QUESTIONS
    assert "/v1/chat/completions" in term.example
    assert term.references[0].year == 2022


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("---\ntitle", "title", "must begin with YAML"),
        ("title: API", "titel: API", "titel, title"),
        ("title: API", "title: ''", "title must be a line of text"),
        ("title: API", "title: [", "can't be read"),
        ("reviewed: 2026-11-23", "reviewed: yesterday", "reviewed must be a date"),
        ("tools: [chat]", "tools: chat", "tools must be a list"),
        ("tools: [chat]", "tools: [1]", "tools must be a list of words"),
        ("    url: https://www.rfc-editor.org/rfc/rfc9110\n", "", "each of references needs author, title, url, year"),
        ("url: https://www.rfc", "url: http://www.rfc", "needs an address that begins with https://"),
        ("year: 2022", "year: '2022'", "needs the year of its publication"),
        ("year: 2022", "year: 2999", "needs the year of its publication"),
        ("    author: OpenAI\n", "    author: ''\n", "needs a title, an author and an address"),
        ("topic: API and engineering", "topic: Engines", "topic must be one of Foundations, Language models"),
        ("definition: An", "definition: " + "very " * 40 + "An", "at most 200 fit"),
        ("aliases: [web API", "short: API\naliases: [web API", "it has acronym and short"),
        ("aliases: [web API", "aliases: [web API, web API", "aliases has an entry twice"),
        ("reviewed: 2026-11-23", "reviewed: 2026-11-22", "reviewed is before added"),
        ("## Why it matters", "## Why", "its sections must be Definition, Why it matters"),
        ("- **The shape", "**The shape", "must be a list"),
        ("### What is the difference", "What is the difference", None),
    ],
)
def test_a_file_that_breaks_the_pattern_says_how(old, new, complaint):
    broken = API.replace(old, new, 1)
    assert broken != API
    if complaint is None:
        assert len(parse("api", broken).faq) == len(parse("api", API).faq) - 1
        return
    with pytest.raises(BrokenTerm, match=re.escape(complaint)) as caught:
        parse("api", broken)
    assert str(caught.value).startswith("api.md: ")


def test_too_few_points_and_questions_are_refused():
    few_points = re.sub(
        r"## Key points\n.*?\n## Example", "## Key points\n\n- one\n- two\n\n## Example", API, flags=re.S
    )
    with pytest.raises(BrokenTerm, match="it has 2 key points"):
        parse("api", few_points)
    few_questions = re.sub(r"## FAQ\n.*", "## FAQ\n\n### Why?\n\nBecause.\n", API, flags=re.S)
    with pytest.raises(BrokenTerm, match="3 to 6 questions"):
        parse("api", few_questions)


def test_too_few_relations_and_references_are_refused():
    with pytest.raises(BrokenTerm, match="related has 1 terms; 3 to 11"):
        parse("api", re.sub(r"related: .*", "related: [http]", API))
    with pytest.raises(BrokenTerm, match="two entries or more"):
        parse("api", re.sub(r'  - title: "RFC 6750.*?(?=added)', "", API, flags=re.S))


def test_an_empty_section_is_refused():
    empty = re.sub(r"## Example\n.*?\n## Common", "## Example\n\n## Common", API, flags=re.S)
    with pytest.raises(BrokenTerm, match="the section 'Example' is empty"):
        parse("api", empty)


def test_term_files_are_the_only_content_in_the_folder():
    assert {path.suffix for path in (BASE_DIR / "glossary/terms").iterdir()} == {".md"}
