"""Where prompts are cut."""

from hypothesis import given
from hypothesis import strategies as st

from tools.engines.text.scheduling import next_piece, piece_tokens


@given(batch=st.integers(1, 4_096), requests=st.integers(1, 4_096))
def test_a_piece_fits_into_a_page_and_into_a_batch_beside_everybodys_token(batch: int, requests: int):
    piece = piece_tokens(batch, requests, 256)
    assert 256 % piece == 0
    assert piece <= max(batch - requests, batch // 2, 1)
    assert piece == 256 or piece > batch / 4 or batch == 1


@given(prompt=st.integers(1, 2_000), pages=st.integers(0, 7), exponent=st.integers(0, 8))
def test_the_cuts_are_the_same_wherever_one_begins(prompt: int, pages: int, exponent: int):
    def cuts(position: int) -> list[int]:
        found = [position]
        while found[-1] < prompt:
            found.append(found[-1] + next_piece(found[-1], prompt, 2**exponent))
        return found

    begin = min(pages * 256, (prompt - 1) // 256 * 256)  # where others' pages end
    whole = cuts(0)
    assert whole[-1] == prompt
    assert whole[whole.index(begin) :] == cuts(begin)


def test_what_was_answered_is_computed_token_by_token():
    assert [next_piece(position, 300, 128) for position in (0, 128, 256, 300, 301, 400)] == [128, 128, 44, 1, 1, 1]
