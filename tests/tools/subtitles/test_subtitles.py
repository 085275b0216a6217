"""Subtitles: what others' readers get out of the files that we write."""

import itertools
from typing import Any

import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.subtitles.transcripts import segment, transcript
from tools import subtitles
from tools.languages import LANGUAGES
from tools.subtitles.cues import SHORTEST, WIDTH, cues, one_line

HOUR = 3600.0
LONG = (
    "Ships from many countries passed by on their way to the harbour, and nobody on them ever knew, not even the "
    "captains who had sailed there all their lives, how close they had come to the rocks."
)


def read_srt(text: str) -> list[tuple[float, float, str]]:
    return [
        (cue.start.total_seconds(), cue.end.total_seconds(), cue.content)
        for cue in srt.parse(text, ignore_errors=False)
    ]


def read_vtt(text: str) -> list[tuple[float, float, str]]:
    return [(cue.start_in_seconds, cue.end_in_seconds, cue.text) for cue in webvtt.from_string(text)]


def test_a_short_transcript_is_read_back_as_it_was():
    told = transcript(segment("Good evening.", 0.5, 1.75), segment("The lamp is lit.", 2, 3.5))
    assert read_srt(subtitles.srt(told)) == [(0.5, 1.75, "Good evening."), (2, 3.5, "The lamp is lit.")]
    assert subtitles.srt(told).startswith("1\n00:00:00,500 --> 00:00:01,750\nGood evening.\n\n2\n")
    assert subtitles.vtt(told).startswith("WEBVTT\n\n00:00:00.500 --> 00:00:01.750\nGood evening.\n\n")
    assert [cue.text for cue in webvtt.from_string(subtitles.vtt(told))] == ["Good evening.", "The lamp is lit."]
    assert subtitles.plain(told) == "Good evening. The lamp is lit.\n"


def test_silence_makes_files_that_are_empty_and_valid():
    assert subtitles.srt(transcript()) == ""
    assert subtitles.plain(transcript()) == ""
    assert len(webvtt.from_string(subtitles.vtt(transcript()))) == 0


def test_segments_are_joined_as_their_language_writes():
    def whole(*texts: str) -> str:
        return subtitles.joined([segment(text, at, at + 1) for at, text in enumerate(texts)])

    assert whole("Good evening.", " The lamp is lit.", "") == "Good evening. The lamp is lit."
    assert whole("こんばんは。", "灯がともった。") == "こんばんは。灯がともった。"
    assert whole("안녕하세요.", "등불이 켜졌다.") == "안녕하세요. 등불이 켜졌다."
    assert whole("我在用", "Rewind", "写字。") == "我在用 Rewind 写字。"


def test_hours_are_told():
    told = transcript(segment("Still here.", 27 * HOUR + 61.042, 27 * HOUR + 63))
    assert "27:01:01,042 --> 27:01:03,000" in subtitles.srt(told)
    assert "27:01:01.042 --> 27:01:03.000" in subtitles.vtt(told)


def test_a_long_segment_is_parted_by_the_times_of_its_words():
    spoken = segment(LONG, 10, 26)
    made = cues([spoken])
    assert len(made) > 2
    assert " ".join(line for cue in made for line in cue.lines) == LONG
    begins = {round(word["start"] * 1000) for word in spoken["words"]}
    assert all(cue.start in begins for cue in made)
    assert all(len(cue.lines) <= 2 and max(map(len, cue.lines)) <= WIDTH for cue in made)
    assert made[0].lines[-1].endswith("harbour,")  # a full cue ends where a part of the sentence does


def test_text_that_was_edited_is_parted_by_its_letters():
    edited = {**segment("Something else was said here.", 10, 26), "text": LONG}
    made = cues([edited])
    assert " ".join(line for cue in made for line in cue.lines) == LONG
    assert made[0].start == 10_000
    assert made[-1].end == 26_000


def test_writing_without_spaces_is_broken_into_lines_too():
    text = "灯台は長い石の桟橋の端にひとりで立っていた。" * 4
    words = [
        {"start": number / 4, "end": (number + 1) / 4, "word": letter, "probability": 1.0}
        for number, letter in enumerate(text)
    ]
    made = cues([{"start": 0, "end": len(text) / 4, "text": text, "words": words}])
    assert "".join(line for cue in made for line in cue.lines) == text
    assert all(len(line) <= WIDTH / 2 for cue in made for line in cue.lines)


def test_a_long_pause_parts_a_segment():
    spoken = segment("Wait for it", 0, 3)
    spoken["words"][2] |= {"start": 8.0, "end": 8.5}
    assert [cue.lines for cue in cues([spoken])] == [("Wait for",), ("it",)]


def test_what_a_format_reserves_is_escaped():
    told = transcript(segment("<b>Tom & Jerry</b> --> 3 > 2\n\n9\n00:00:01,000", 0, 2, words=False))
    assert "&lt;b&gt;Tom &amp; Jerry&lt;/b&gt; --&gt;\n3 &gt; 2 9 00:00:01,000\n" in subtitles.vtt(told)
    assert "-->" not in subtitles.srt(told).split("\n", 2)[2]
    assert len(read_srt(subtitles.srt(told))) == 1
    assert len(read_vtt(subtitles.vtt(told))) == 1


TIMES = st.floats(min_value=-5, max_value=2 * HOUR, allow_nan=False)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@given(st.lists(st.tuples(TIMES, TIMES, TEXTS, st.booleans()), max_size=8))
def test_cues_never_overlap_and_lose_nothing(parts: list[tuple[float, float, str, bool]]):
    told = transcript(*(segment(text, start, end, words=words) for start, end, text, words in parts))
    made = cues(told["segments"])
    for cue, following in itertools.pairwise(made):
        assert 0 <= cue.start < cue.end <= following.start
    assert all(cue.start < cue.end and cue.lines and all(cue.lines) and len(cue.lines) <= 2 for cue in made)
    squeezed = "".join("".join(cue.lines) for cue in made).replace(" ", "")
    wanted = "".join(one_line(part["text"]) for part in told["segments"]).replace(" ", "")
    assert squeezed == wanted
    assert len(read_srt(subtitles.srt(told))) == len(made)
    assert len(read_vtt(subtitles.vtt(told))) == len(made)


def test_a_cue_stays_long_enough_to_be_read_where_there_is_room():
    made = cues([segment("No.", 1, 1.1), segment("Yes.", 1.3, 1.4), segment("Well.", 9, 9.1)])
    assert [(cue.start, cue.end) for cue in made] == [(1000, 1300), (1300, 1300 + 1000 * SHORTEST), (9000, 9800)]


def test_the_verbose_form_has_openais_fields():
    numbers = {"seek": 0, "tokens": [1], "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 1.1}
    told = transcript(segment("Guten Abend.", 0, 1, no_speech_prob=0.01, **numbers), language="de")
    full = subtitles.verbose(told, "transcribe", ("word", "segment"))
    assert {name: full[name] for name in ("task", "language", "duration", "text")} == {
        "task": "transcribe",
        "language": "german",
        "duration": 12.5,
        "text": "Guten Abend.",
    }
    assert full["words"] == [{"word": "Guten", "start": 0, "end": 0.5}, {"word": "Abend.", "start": 0.5, "end": 1.0}]
    assert set(full["segments"][0]) == {"id", "start", "end", "text", "no_speech_prob", *numbers}
    assert "words" not in subtitles.verbose(told, "transcribe")
    assert "segments" not in subtitles.verbose(told, "transcribe", ["word"])


def test_openais_own_types_take_the_verbose_form():
    from openai.types.audio import TranscriptionVerbose

    numbers: dict[str, Any] = {"seek": 0, "tokens": [1], "temperature": 0.0, "avg_logprob": -0.2}
    told = transcript(segment("Good evening.", 0, 1, no_speech_prob=0.01, compression_ratio=1.1, **numbers))
    read = TranscriptionVerbose.model_validate(subtitles.verbose(told, "transcribe", ("word", "segment")), strict=False)
    assert read.segments[0].text == "Good evening."
    assert read.words[1].word == "evening."


def test_the_languages_are_whispers_own():
    from whisper.tokenizer import LANGUAGES as WHISPERS

    assert {code: name.lower() for code, name in LANGUAGES.items()} == WHISPERS
