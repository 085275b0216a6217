"""The waveform is drawn on the server."""

import re
from xml.etree import ElementTree

from tools.files.waveform import HEIGHT, WIDTH, waveform


def bars(drawn: str) -> list[float]:
    """How high each bar is."""
    return [float(height) for height in re.findall(r"v([\d.]+)h", drawn)]


def test_it_is_one_path_that_is_read_out_by_its_label():
    drawn = ElementTree.fromstring(waveform([0, 50, 100], 'Waveform of "a<b>.mp3"'))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", 'Waveform of "a<b>.mp3"')
    assert drawn.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    [path] = drawn
    assert path.get("fill") == "currentColor"
    assert "style" not in ElementTree.tostring(drawn, "unicode")


def test_neighbours_are_joined_to_the_loudest_of_them():
    heights = bars(waveform([0] * 599 + [100], "loud at the end"))
    assert len(heights) == 150
    assert heights[-1] == HEIGHT
    assert max(heights[:-1]) < HEIGHT / 10


def test_silence_and_nothing_are_a_line():
    assert set(bars(waveform([0] * 10, "silence"))) == {2}
    assert bars(waveform([], "nothing")) == [2]
