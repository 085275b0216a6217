"""The pages of the speech tools without JavaScript: a form, a run, its transcript and what stands in the way."""

import re
import uuid

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from billing import ledger
from tests.serving import Played
from tests.tools.files.made import sound
from tests.waiting import until
from tools.engines.base import Choice, Progress, Segment
from tools.models import Generation, StoredFile
from tools.streams.connection import reader_key
from tools.streams.writer import writer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("serving")]
PAGE = reverse("tools:transcribe")
WORDS = [
    {"start": 0.0, "end": 0.4, "word": " Good", "probability": 0.9},
    {"start": 0.4, "end": 0.9, "word": " morning.", "probability": 0.9},
]
SECOND = [{"start": 1.0, "end": 1.4, "word": " It's", "probability": 0.9}, {"start": 1.4, "end": 2.0, "word": " nine."}]


def upload(name="talk.wav", seconds=2.0):
    return SimpleUploadedFile(name, sound("wav", seconds, rate=16_000))


def send(member, address=PAGE, **data):
    """Start a run with a recording that was sent before: decoding one takes a process of its own."""
    row = {"owner": member.principal.owner, "purse": member.principal.purse, "name": "talk.wav", "peaks": [10, 90]}
    recording = StoredFile.objects.store(b"flac", "audio/flac", kind="audio", seconds=2.0, **row)
    return member.client.post(address, {"stored": recording.pk, **data})


def newest() -> Generation:
    return Generation.objects.order_by("-created_at").first()


def address_of(generation: Generation, name="speech", *more) -> str:
    return reverse(f"tools:{name}", args=[generation.tool, generation.pk, *more])


def page_of(member, generation: Generation, query="") -> str:
    response = member.client.get(address_of(generation) + query)
    assert response.status_code == 200
    return response.content.decode()


def segments():
    rest = {"avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.0, "temperature": 0.0, "tokens": [1]}
    return [
        {"id": 0, "start": 0.0, "end": 0.9, "text": " Good morning.", "words": WORDS, "seek": 0, **rest},
        {"id": 1, "start": 1.0, "end": 2.0, "text": " It's nine.", "words": SECOND, "seek": 0, **rest},
    ]


def transcript(reason="stop", heard=None) -> Choice:
    heard = segments() if heard is None else heard
    text = "".join(segment["text"] for segment in heard).strip()
    return Choice(text, reason, {"language": "en", "duration": 2.0, "segments": heard})


@pytest.fixture
def played(broker):
    """The newest run, played by the test in a worker's stead."""
    yield Played
    for channel in writer.channels():
        channel.drop()
    writer.drain(5)


class TestSending:
    def test_a_stranger_sees_what_is_taken_what_it_costs_and_what_is_kept(self, client):
        page = client.get(PAGE).content.decode()
        for words in (
            "up to 25 MB and 10 minutes",
            "A minute costs 580 tokens",
            "after 24 hours",
            "2,500",
            "Subtitles",
        ):
            assert words in page
        assert '<option value="" selected>Found automatically</option>' in page
        assert '<option value="de">German</option>' in page
        assert "http-equiv" not in page

    def test_a_recording_starts_a_run_and_leads_to_it(self, cast):
        response = cast.visitor.client.post(PAGE, {"file": upload(), "language": "en", "prompt": "Ada"})
        run = newest()
        assert response["Location"] == address_of(run)
        assert (run.tool, run.source, run.owner) == ("transcribe", "page", cast.visitor.principal.owner)
        assert (run.inputs["language"], run.inputs["prompt"]) == ("en", "Ada")
        assert StoredFile.objects.get(pk=run.inputs["file"]).name == "talk.wav"
        assert run.held == 116

    def test_translation_asks_for_no_language(self, cast):
        address = reverse("tools:translate-speech")
        assert "speech-language" not in cast.visitor.client.get(address).content.decode()
        assert send(cast.visitor, address).status_code == 302
        assert newest().tool == "translate-speech"

    @pytest.mark.parametrize("slug", ["transcribe", "translate-speech"])
    def test_the_sample_is_one_click_away_and_is_no_long_one(self, cast, slug):
        response = cast.visitor.client.post(reverse(f"tools:{slug}"), {"sample": "1"})
        assert response.status_code == 302
        assert 5 < StoredFile.objects.get(pk=newest().inputs["file"]).seconds < 20

    def test_a_recording_that_was_sent_before_shows_its_waveform_and_its_exact_price(self, cast):
        send(cast.visitor)
        token = newest().inputs["file"]
        page = cast.visitor.client.get(PAGE, {"file": token}).content.decode()
        assert "This costs 116 tokens; you have 2,384." in page
        assert 'class="waveform"' in page
        assert f'name="stored" value="{token}"' in page
        assert cast.visitor.client.post(PAGE, {"stored": token}).status_code == 302
        assert newest().inputs["file"] == token

    def test_a_visitor_gets_a_cookie_and_keeps_the_run_by_it(self):
        client = Client(REMOTE_ADDR="192.0.2.78")
        response = client.post(PAGE, {"file": upload()}, follow=True)
        assert "Waiting for the model" in response.content.decode()


class TestRefusing:
    def test_nothing_chosen_is_told_beside_the_field(self, cast):
        response = cast.visitor.client.post(PAGE, {})
        assert response.status_code == 400
        assert re.search(r'name="file"[^>]*aria-invalid="true"', response.content.decode())
        assert "Choose a recording first." in response.content.decode()

    def test_a_file_without_sound_is_told_beside_the_field_and_costs_nothing(self, cast):
        bad = SimpleUploadedFile("song.mp3", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>" * 20)
        response = cast.visitor.client.post(PAGE, {"file": bad})
        assert response.status_code == 415
        assert 'class="errorlist"' in response.content.decode()
        assert not Generation.objects.exists()
        assert ledger.balance(cast.visitor.principal).available == 2_500

    def test_when_too_few_tokens_are_left_the_recording_is_kept_for_later(self, cast):
        purse = Principal("visitor", owner="visitor:x", purse=cast.visitor.principal.purse)
        ledger.hold(purse, 2_450, reference="spent", seconds=60)
        response = cast.visitor.client.post(PAGE, {"file": upload()})
        page = response.content.decode()
        assert response.status_code == 429
        assert "Not enough tokens left today" in page
        assert "a shorter recording may still fit" in page
        assert f'name="stored" value="{StoredFile.objects.get().pk}"' in page

    def test_a_language_that_there_isnt_is_named(self, cast):
        assert send(cast.visitor, language="klingon").status_code == 400
        assert not Generation.objects.exists()

    def test_somebody_elses_recording_cant_be_used(self, cast):
        send(cast.owner)
        token = newest().inputs["file"]
        assert "waveform" not in cast.visitor.client.get(PAGE, {"file": token}).content.decode()
        response = cast.visitor.client.post(PAGE, {"stored": token})
        assert "This recording isn&#x27;t there any more." in response.content.decode()

    def test_without_a_worker_the_page_says_that_the_recording_will_wait(self, cast, broker):
        broker.client.flushall()
        assert "it waits its turn" in cast.visitor.client.get(PAGE).content.decode()


class TestListening:
    def test_the_page_looks_again_by_itself_and_shows_what_was_heard_so_far(self, cast, played, broker):
        send(cast.visitor)
        run = newest()
        assert "Waiting for the model" in page_of(cast.visitor, run)
        assert 0 < broker.client.ttl(reader_key(run.pk)) <= 60
        worker = played()
        worker.tell(Segment(0, 0, 0.0, 0.9, " Good morning.", WORDS), Progress(0, 1.0, 2.0))
        until(lambda: "Heard 0:01 of 0:02" in page_of(cast.visitor, run), 10)
        page = page_of(cast.visitor, run)
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
        assert "Good morning." in page
        assert f'action="{address_of(run, "stop_speech")}"' in page

    def test_stop_ends_a_waiting_run_and_gives_its_tokens_back(self, cast):
        send(cast.visitor)
        response = cast.visitor.client.post(address_of(newest(), "stop_speech"))
        assert response["Location"] == address_of(newest())
        page = page_of(cast.visitor, newest())
        assert "It was stopped before anything was heard." in page
        assert "Nothing was charged." in page
        assert ledger.balance(cast.visitor.principal).available == 2_500


class TestResult:
    @pytest.fixture
    def run(self, cast, played):
        send(cast.visitor)
        played().complete(transcript(), seconds=2.0)
        return newest()

    def test_it_has_the_words_with_their_times_the_sound_the_receipt_and_the_files(self, cast, run):
        page = page_of(cast.visitor, run)
        assert '<span data-start="0.4" data-end="0.9"> morning.</span>' in page
        assert f'<audio controls preload="metadata" src="/files/{run.inputs["file"]}/">' in page
        assert "Used 116 tokens; 2,384 left." in page
        assert "Language: English" in page
        for ending in ("txt", "srt", "vtt", "json"):
            assert f"/account/history/generation/{run.pk}/download/{ending}/" in page
        assert f'href="{PAGE}?file={run.inputs["file"]}"' in page
        assert "http-equiv" not in page

    def test_the_text_can_be_changed_and_taken_along_without_scripts(self, cast, run):
        assert page_of(cast.visitor, run, "?edit=1").count("<textarea") == 2
        address = address_of(run, "edited_speech", "srt")
        answer = cast.visitor.client.post(address, {"text": ["Good evening.", "It's nine."]})
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.decode() == (
            "1\n00:00:00,000 --> 00:00:00,900\nGood evening.\n\n2\n00:00:01,000 --> 00:00:02,000\nIt's nine.\n\n"
        )
        text = cast.visitor.client.post(address_of(run, "edited_speech", "txt"), {"text": ["Good evening.", "Ten."]})
        assert "Good evening. Ten." in text.content.decode()
        assert "Good morning" in page_of(cast.visitor, run)  # nothing of it is kept

    def test_changed_text_keeps_its_segments_apart_as_the_engine_writes_them(self, cast, run):
        for segment in run.output["choices"][0]["segments"]:
            segment["text"] = segment["text"].strip()
        run.save()
        text = cast.visitor.client.post(address_of(run, "edited_speech", "txt"), {"text": ["Good evening.", "Ten."]})
        assert "Good evening. Ten." in text.content.decode()

    def test_changes_that_dont_belong_to_it_are_refused(self, cast, run):
        for texts in (["One."], ["x" * 5_001, "y"]):
            assert cast.visitor.client.post(address_of(run, "edited_speech", "txt"), {"text": texts}).status_code == 404
        right = {"text": ["Good morning.", "It's nine."]}
        assert cast.visitor.client.post(address_of(run, "edited_speech", "exe"), right).status_code == 404

    def test_what_was_said_is_shown_as_text(self, cast, played):
        send(cast.visitor)
        nasty = [{**segments()[0], "text": " <script>alert(1)</script>", "words": []}]
        played().complete(transcript(heard=nasty), seconds=2.0)
        page = page_of(cast.visitor, newest())
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert(1)" not in page

    def test_silence_and_failure_say_what_happened(self, cast, played):
        send(cast.visitor)
        played().complete(transcript(heard=[]), seconds=2.0)
        assert "No speech was found in this recording." in page_of(cast.visitor, newest())
        send(cast.visitor)
        played().fail("The worker was lost. Try again.")
        page = page_of(cast.visitor, newest())
        assert "The worker was lost. Try again. Nothing was charged." in page
        assert page.count("Nothing was charged.") == 1

    def test_without_its_recording_the_text_stays(self, cast, run):
        run.file_uses.all().delete()
        StoredFile.objects.all().delete()
        page = page_of(cast.visitor, run)
        assert "<audio" not in page.split("<template")[0]
        assert "morning." in page


class TestWhoMay:
    def test_only_its_owner_can_open_stop_or_take_along_a_run(self, cast):
        send(cast.owner)
        run = newest()
        reading, stopping = address_of(run), address_of(run, "stop_speech")
        taking = address_of(run, "edited_speech", "txt")
        for member in cast.everyone_but(cast.owner, cast.program):
            assert member.client.get(reading).status_code == 404, member
            assert member.client.post(stopping).status_code == 404, member
            assert member.client.post(taking, {"text": []}).status_code == 404, member
        assert newest().state == Generation.State.QUEUED
        assert cast.owner.client.get(reading).status_code == 200

    def test_a_run_of_another_tool_or_of_nobody_is_a_404(self, cast):
        send(cast.owner)
        other = reverse("tools:speech", args=["translate-speech", newest().pk])
        assert cast.owner.client.get(other).status_code == 404
        assert cast.owner.client.get(reverse("tools:speech", args=["transcribe", uuid.uuid4()])).status_code == 404

    def test_the_pages_arent_kept_by_caches_and_nothing_in_them_is_inline(self, cast):
        response = cast.visitor.client.get(PAGE)
        assert "no-store" in response["Cache-Control"]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", response.content.decode())

    def test_an_account_is_told_how_long_its_history_is_kept(self, cast):
        page = cast.owner.client.get(PAGE).content.decode()
        assert f"after {site.HISTORY_DAYS} days, unless you save them" in page
