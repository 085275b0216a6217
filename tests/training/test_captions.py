"""The captions that the starter image model was trained on, without the words that measure it."""

import re

import yaml

from training.captions import HELD_OUT, KIND_SHARE, PLAIN_NAMES, captioned, held_out
from training.data import Icon

APPLE = Icon("red-apple", "red apple", ("apple", "fruit", "granny smith", "food"), 1.0)


def test_a_caption_never_holds_a_held_out_word():
    texts = [text for text, _, _ in captioned([APPLE])]
    assert "red apple" in texts
    assert not [text for text in texts if re.search(r"\bgranny smith\b", text)]


def test_an_icons_shares_add_up_to_one():
    assert abs(sum(share for _, _, share in captioned([APPLE])) - 1) < 1e-6


def test_captions_are_the_same_each_time():
    assert captioned([APPLE]) == captioned([APPLE])


def test_two_hundred_prompts_are_held_out_and_each_has_an_answer():
    asked = held_out()
    assert len(asked) == 200
    assert all(asked.values())


def test_no_plain_name_is_held_out():
    assert not set(yaml.safe_load(PLAIN_NAMES.read_text())) & set(yaml.safe_load(HELD_OUT.read_text()))


def test_further_nouns_make_a_fifth_and_the_nearer_ones_more():
    captions = {text: share for text, _, share in captioned([APPLE], {0: [("pippin", 1), ("eating apple", 0)]})}
    assert abs(captions["pippin"] + captions["eating apple"] - KIND_SHARE) < 1e-6
    assert captions["eating apple"] > captions["pippin"]
    assert abs(sum(captions.values()) - 1) < 1e-6
