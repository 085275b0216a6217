"""Stop strings over any cutting of a text into pieces."""

from hypothesis import example, given
from hypothesis import strategies as st

from tools.engines.text.stops import StopBuffer

LETTERS = st.text(alphabet="abc", max_size=40)
STOPS = st.lists(st.text(alphabet="abc", min_size=1, max_size=4), max_size=4)


def up_to_stop(text: str, stops: list[str]) -> str:
    """The plain meaning of stop strings, where the whole text is known: read until one is complete; leave it out."""
    for end in range(len(text) + 1):
        complete = [stop for stop in stops if text[:end].endswith(stop)]
        if complete:
            return text[: end - max(map(len, complete))]
    return text


@given(pieces=st.lists(LETTERS, max_size=12), stops=STOPS)
@example(pieces=["aba"], stops=["b", "aba"])
@example(pieces=["a", "b", "a"], stops=["b", "aba"])
def test_pieces_joined_are_the_text_up_to_the_stop_string_that_is_complete_first(pieces: list[str], stops: list[str]):
    buffer, text = StopBuffer(stops), "".join(pieces)
    given_out = "".join(buffer.push(piece) for piece in pieces) + buffer.flush()
    assert given_out == up_to_stop(text, stops)
    assert buffer.hit == any(stop in text for stop in stops)


@given(text=LETTERS, stops=STOPS)
@example(text="aba", stops=["b", "aba"])
def test_no_part_of_a_stop_string_is_given_out_before_it_is_known_not_to_be_one(text: str, stops: list[str]):
    buffer, given_out = StopBuffer(stops), ""
    for letter in text:
        given_out += buffer.push(letter)
        assert up_to_stop(text, stops).startswith(given_out)  # whatever comes next, what was given out is right


@given(pieces=st.lists(LETTERS, max_size=6), stops=STOPS)
def test_only_what_may_become_a_stop_string_is_held_back(pieces: list[str], stops: list[str]):
    buffer, text = StopBuffer(stops), "".join(pieces)
    held = text[len("".join(buffer.push(piece) for piece in pieces)) :]
    assert buffer.hit or not held or any(stop.startswith(held) for stop in stops)


def test_text_that_can_not_become_a_stop_string_is_given_out_at_once():
    buffer = StopBuffer(["END"])
    assert [buffer.push(piece) for piece in ["a", "E", "N", "x", "EN"]] == ["a", "", "", "ENx", ""]
    assert buffer.flush() == "EN"


def test_nothing_follows_a_stop_string():
    buffer = StopBuffer(["."])
    assert buffer.push("One. Two") == "One"
    assert buffer.hit
    assert buffer.push("Three") == buffer.flush() == ""
