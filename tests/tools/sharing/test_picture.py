"""What the picture of a shared result says, and what it leaves out because its font can't draw it."""

import pytest

from tools.http import card
from tools.http.card import Card
from tools.sharing.picture import card_of
from tools.sharing.snapshot import Author, Part, Snapshot

NAMELESS = "A shared answer"
AUTHOR = Author("small", "Small 1B", "MIT", "")


def told(answer: str, prompt: str | None = None) -> Card:
    part = Part(prompt, [answer], AUTHOR, {}, "2026-11-25T04:00:00+00:00")
    return card_of(Snapshot(prompt or answer, "chat", "Chat", "text", False, [part]))


def test_it_has_the_question_the_model_and_the_first_words():
    found = told("It is **an agreement** ([more](http://x.example)).", "What is an API?")
    assert found == Card("Chat", "What is an API?", "Written by Small 1B", ("It is an agreement (more).",))


def test_without_the_question_it_has_a_neutral_title():
    assert told("It is an agreement.").title == NAMELESS


def test_a_long_text_fits():
    found = told("word " * 300, "why " * 100)
    assert len(found.lines) <= card.MOST_LINES
    assert max(map(len, found.lines)) <= card.LINE
    assert len(found.title) <= 34


def test_what_the_font_cant_draw_is_left_out():
    assert told("Hello 🙂 wörld, Привет\x1b[0m\u202e", "Hi 日?").lines == ("Hello wörld, Привет[0m",)


@pytest.mark.parametrize("text", ["日本語の答えです。", "مرحبا بالعالم", "🙂🙂", "123", ""])
def test_where_it_could_draw_next_to_nothing_the_card_is_neutral(text):
    assert told(text, text) == Card("Chat", NAMELESS, "Written by Small 1B", ())


def test_markup_in_the_text_is_text():
    assert card.png(Card("</text><script>", "&<>\"'", "]]>", ("<image href='http://evil.example'/>",))).startswith(
        b"\x89PNG"
    )
