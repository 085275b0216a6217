"""Words as they are kept and compared, and the snippets around them."""

import pytest

from tools.history import search
from tools.history.snippets import marked, plain, snippet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café CRÈME", ["cafe", "creme"]),
        ("Straße", ["strasse"]),
        ("ﬁne ①", ["fine", "1"]),
        ("don't snake_case 100%", ["don", "t", "snake", "case", "100"]),
        ("ΣΊΣΥΦΟΣ", ["σισυφοσ"]),
        ("機械学習 is ML", ["機", "械", "学", "習", "is", "ml"]),
        (" \n ", []),
    ],
)
def test_words_are_folded(text, words):
    assert search.words(text) == words


def test_texts_are_kept_with_a_space_before_each_word():
    assert search.kept("One, two", "", "Three") == " one two three"


def test_a_query_has_each_word_once_and_at_most_twelve():
    assert search.asked("a b A") == ("a", "b")
    assert len(search.asked(" ".join(map(str, range(50))))) == 12


def test_the_texts_of_inputs_are_what_was_said_not_how_it_was_to_be_answered():
    inputs = {
        "model": "smollm2",
        "messages": [{"role": "user", "content": "Hello"}],
        "temperature": 0.7,
        "stop": ["END"],
        "text": "More",
    }
    assert list(search.texts(inputs)) == ["Hello", "More"]


def text_of(pieces):
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


def test_a_snippet_is_around_the_first_word_found():
    shown = text_of(snippet("word " * 100 + "A Café\nin Paris " + "word " * 100, ("cafe", "par")))
    assert "A [Café] in [Paris] word" in shown
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert len(shown) < 230


def test_without_a_query_it_is_the_beginning():
    assert text_of(snippet("Short and whole.", ())) == "Short and whole."
    assert text_of(snippet("long " * 100, ())).startswith("long long")


def test_only_beginnings_of_words_are_marked():
    assert text_of(marked("An apiary has no API, APIs neither", ("api",))) == "An [apiary] has no [API], [APIs] neither"
    assert text_of(marked("A rapid <b>", ("api",))) == "A rapid <b>"
    assert text_of(marked("機械学習", ("学",))) == "機械[学]習"


def test_a_line_of_an_answer_has_no_marks_of_markdown():
    assert plain("# Tea\n- **Leaves** and `water`\n```python\n2 * 3\n```\n> So.").split() == (
        ["Tea", "Leaves", "and", "water", "2", "3", "So."]
    )
