"""Pictures and transcripts as files."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from PIL import Image

from tests.tools.sharing.results import drawn, heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def file(member, run, slug, **query):
    answer = member.client.get(reverse("downloads:generation", args=[run.pk, slug]), query)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def talk(cast):
    return heard(cast.owner.principal.owner, "Good evening.", "This is the news.", name="The interview.mp3")


@pytest.fixture
def apples(cast):
    return drawn(cast.owner.principal.owner, "A red apple", 7, 8)


class TestPictures:
    def test_one_comes_as_it_was_made_with_its_settings_in_it(self, cast, apples):
        answer = file(cast.owner, apples, "png", n=2)
        assert answer["Content-Type"] == "image/png"
        assert 'filename="rewind-a-red-apple-2.png"' in answer["Content-Disposition"]
        assert "Seed: 8" in Image.open(io.BytesIO(answer.content)).text["parameters"]

    def test_all_come_as_a_zip_with_what_is_known_of_them(self, cast, apples):
        packed = zipfile.ZipFile(io.BytesIO(file(cast.owner, apples, "zip").content))
        assert packed.testzip() is None
        assert packed.namelist() == ["picture-1.png", "picture-2.png", "settings.json"]
        told = json.loads(packed.read("settings.json"))["parts"][0]
        assert told["prompt"] == "A red apple"
        assert [picture["seed"] for picture in told["pictures"]] == [7, 8]
        assert all("file" not in picture for picture in told["pictures"])
        assert "answers" not in told

    def test_they_are_no_text(self, cast, apples):
        for slug in ("txt", "srt", "docx", "md"):
            assert cast.owner.client.get(reverse("downloads:generation", args=[apples.pk, slug])).status_code == 404


class TestTranscripts:
    def test_text_is_the_words_alone(self, cast, talk):
        answer = file(cast.owner, talk, "txt")
        assert answer.content == b"Good evening. This is the news.\n"
        assert 'filename="rewind-the-interview.txt"' in answer["Content-Disposition"]

    def test_subtitles_have_times(self, cast, talk):
        assert "00:00:05,000 --> " in file(cast.owner, talk, "srt").content.decode()
        vtt = file(cast.owner, talk, "vtt")
        assert vtt.content.startswith(b"WEBVTT\n")
        assert vtt["Content-Type"] == "text/vtt; charset=utf-8"

    def test_json_has_the_times_of_the_words(self, cast, talk):
        told = json.loads(file(cast.owner, talk, "json").content)
        assert told["text"] == "Good evening. This is the news."
        assert (told["model"], told["task"], told["language"]) == ("whisper-base", "transcribe", "english")
        assert [word["word"] for word in told["words"]][:2] == ["Good", "evening."]
        assert told["segments"][1]["start"] == 5.0

    def test_silence_has_no_file(self, cast):
        run = heard(cast.owner.principal.owner)
        assert cast.owner.client.get(reverse("downloads:generation", args=[run.pk, "srt"])).status_code == 404

    def test_what_was_translated_says_so(self, cast, talk):
        talk.tool = "translate-speech"
        talk.save()
        assert json.loads(file(cast.owner, talk, "json").content)["task"] == "translate"
