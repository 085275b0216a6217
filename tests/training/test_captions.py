"""The captions that the starter image model was trained on, without the words that measure it."""

import random
import re

import yaml

from training.captions import (
    EVERYDAY,
    EVERYDAY_SHARE,
    FRAME_WEIGHTS,
    HELD_OUT,
    KIND_SHARE,
    PLAIN_NAMES,
    captioned,
    coloured,
    held_out,
)
from training.colours import WORDS
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


def test_further_nouns_have_their_share_and_the_nearer_ones_more_of_it():
    captions = {text: share for text, _, share in captioned([APPLE], {0: [("pippin", 1), ("eating apple", 0)]})}
    assert abs(captions["pippin"] + captions["eating apple"] - KIND_SHARE) < 1e-6
    assert captions["eating apple"] > captions["pippin"]
    assert abs(sum(captions.values()) - 1) < 1e-6


def test_what_people_ask_for_makes_a_third():
    asked = yaml.safe_load(EVERYDAY.read_text())[APPLE.name]
    captions = {text: share for text, _, share in captioned([APPLE])}
    bare, framed = sum(captions.get(text, 0) for text in asked), 1 / (FRAME_WEIGHTS[0] / 100)
    assert abs(bare * framed - EVERYDAY_SHARE) < 1e-6


def test_each_icon_is_asked_for_in_several_ways():
    everyday = yaml.safe_load(EVERYDAY.read_text())
    assert len(everyday) == 1_464
    assert all(len(set(asked)) >= 2 for asked in everyday.values())


def test_a_copy_is_called_by_its_colour_and_never_by_two():
    car = Icon("automobile", "automobile", (), 1.0)
    texts = coloured(car, "purple", random.Random(1))
    assert abs(sum(share for _, share in texts) - 1) < 1e-6
    assert {"purple automobile", "purple car"} <= {text for text, _ in texts}
    assert all(set(WORDS.findall(text)) == {"purple"} for text, _ in texts)
