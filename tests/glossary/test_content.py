"""The terms' files: the real ones follow the pattern, and one that doesn't says what is wrong with it."""

import re

import pytest

from glossary import content
from glossary.content import BrokenTerm, parse
from rewind.env import BASE_DIR
from tools import toolbox

API = (content.FOLDER / "api.md").read_text()


def test_every_term_follows_the_pattern():
    assert {term.slug for term in content.terms()} == {path.stem for path in content.FOLDER.glob("*.md")}


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_a_term_names_only_tools_that_exist(term):
    assert set(term.tools) <= {tool.slug for tool in toolbox.ALL}
    assert term.tools


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_a_term_is_defined_in_one_line(term):
    assert "\n" not in term.definition
    assert all("\n" not in other.definition for other in term.related)


def test_the_api_page_has_all_its_parts():
    term = content.term("api")
    assert term.full_title == "API (Application Programming Interface)"
    assert [other.title for other in term.related] == ["Inference", "LLM (Large Language Model)", "Open-source AI"]
    assert len(term.points) in content.POINTS
    assert len(term.faq) in content.QUESTIONS
    assert "/v1/chat/completions" in term.example


def test_an_unknown_term_is_none():
    assert content.term("nonsense") is None


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
        ("    url: https://www.rfc-editor.org/rfc/rfc9110\n", "", "each of references needs title, url"),
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


def test_an_empty_section_is_refused():
    empty = re.sub(r"## Example\n.*?\n## Common", "## Example\n\n## Common", API, flags=re.S)
    with pytest.raises(BrokenTerm, match="the section 'Example' is empty"):
        parse("api", empty)


def test_term_files_are_the_only_content_in_the_folder():
    assert {path.suffix for path in (BASE_DIR / "glossary/terms").iterdir()} == {".md"}
