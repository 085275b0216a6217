"""Names of files come from strangers and are shown to people."""

import pytest

from tools.files.names import MOST, shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Talk.mp3", "Talk.mp3"),
        ("Überblick, 日本.png", "Überblick, 日本.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.wav", "a.wav"),
        ("a\x00b\r\nc.png", "a b c.png"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("a\u200b\u2066\ufeffb", "a b"),
        ("  .. ", "recording"),
        ("/", "recording"),
        ("", "recording"),
        (None, "recording"),
        ("\ud800", "recording"),
        ("<script>alert(1)<script>", "<script>alert(1)<script>"),
    ],
)
def test_only_what_can_be_seen_is_left(name, shown):
    assert shown_name(name, "recording") == shown


def test_a_long_name_keeps_its_ending():
    shown = shown_name("x" * 500 + ".webm", "recording")
    assert len(shown) == MOST
    assert shown.endswith("x….webm")
    assert len(shown_name("x" * 500, "recording")) == MOST
