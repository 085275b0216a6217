"""Pictures and transcripts in the history: how they are called, found, shown, run again and deleted."""

import pytest

from tests.tools.sharing.results import drawn, heard
from tools.history import entries, search
from tools.history.entries import Filters
from tools.models import Generation, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
HISTORY = "/account/history/"


@pytest.fixture
def owner(cast):
    return cast.owner.principal.owner


def names(member, query="", **filters):
    return [one.name for one in entries.page(member.principal, Filters(search.asked(query), **filters)).entries]


def page(member, address=HISTORY, **query):
    response = member.client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def opened(member, run):
    return page(member, f"{HISTORY}generation/{run.pk}/")


class TestNames:
    def test_a_picture_is_called_by_what_was_asked_and_a_recording_as_its_file(self, cast, owner):
        drawn(owner, "a red apple", 1)
        heard(owner, "Good evening.", name="interview.mp3")
        assert names(cast.owner) == ["interview.mp3", "a red apple"]

    def test_a_recording_without_a_name_is_called_by_its_first_words(self, cast, owner):
        heard(owner, "Good evening, everybody.", name="recording")
        assert names(cast.owner) == ["Good evening, everybody."]

    def test_silence_has_a_name_too(self, cast, owner):
        run = heard(owner, name="")
        assert names(cast.owner) == ["Without words"]
        assert "No words were heard." in opened(cast.owner, run)

    def test_a_name_given_by_the_owner_goes_first(self, cast, owner):
        heard(owner, "Good evening.", name="interview.mp3")
        drawn(owner, "a red apple", 1)
        for entry in entries.page(cast.owner.principal, Filters()).entries:
            entry.rename(f"My {entry.row.kind}")
        assert names(cast.owner) == ["My image", "My speech"]
        assert names(cast.owner, "interview") == names(cast.owner, "evening") == ["My speech"]


class TestSearch:
    def test_prompts_transcripts_and_names_of_files_are_found_and_settings_are_not(self, cast, owner):
        drawn(owner, "a red apple", 1)
        heard(owner, "Good evening.", name="interview.mp3")
        assert names(cast.owner, "appl") == ["a red apple"]
        assert names(cast.owner, "even") == names(cast.owner, "interv") == ["interview.mp3"]
        for setting in ("64x64", "icons", "whisper", Generation.objects.get(kind="speech").inputs["file"]):
            assert names(cast.owner, setting) == []

    def test_kinds_are_told_apart(self, cast, owner):
        drawn(owner, "a red apple", 1)
        heard(owner, "Good evening.")
        assert names(cast.owner, kind="image") == ["a red apple"]
        assert names(cast.owner, kind="speech") == ["interview.mp3"]
        assert "a red apple" not in page(cast.owner, kind="speech", q="good")

    def test_a_page_takes_few_queries_however_many_recordings_are_on_it(
        self, cast, owner, django_assert_max_num_queries
    ):
        for number in range(10):
            heard(owner, f"Sentence {number}.")
        me = cast.owner.principal
        with django_assert_max_num_queries(6):
            assert {entry.name for entry in entries.page(me, Filters()).entries} == {"interview.mp3"}


class TestTheList:
    def test_pictures_have_a_thumbnail(self, cast, owner):
        run = drawn(owner, "a red apple", 1, 2)
        shown = page(cast.owner)
        assert f'src="/files/{run.output["choices"][0]["file"]}/small/"' in shown
        assert shown.count('class="entry-picture"') == 1
        assert 'loading="lazy"' in shown

    def test_a_transcript_has_a_snippet(self, cast, owner):
        heard(owner, "Good evening.", "This is the <b>news</b>.")
        assert "This is the &lt;b&gt;news&lt;/b&gt;." in page(cast.owner)


class TestTheEntry:
    def test_of_pictures_shows_each_with_its_seed_and_a_way_to_download_it(self, cast, owner):
        run = drawn(owner, "a red <i>apple</i>", 7, 8)
        shown = opened(cast.owner, run)
        for number, choice in enumerate(run.output["choices"], 1):
            assert f'src="/files/{choice["file"]}/"' in shown
            assert f"Again with seed {choice['seed']}<" in shown
            assert f"download/png/?n={number}" in shown
        assert "a red &lt;i&gt;apple&lt;/i&gt;" in shown
        assert "<dt>Size</dt><dd>64 by 64</dd>" in shown
        assert "The model's tokens" not in shown

    def test_of_a_recording_plays_it_and_shows_the_transcript_with_times(self, cast, owner):
        run = heard(owner, "Good evening.", "This is the <b>news</b>.", name="<interview>.mp3")
        shown = opened(cast.owner, run)
        assert '<audio class="recording" controls preload="none" aria-label="The recording"' in shown
        assert f'src="/files/{run.inputs["file"]}/"></audio>' in shown
        assert "0:05" in shown
        assert "This is the &lt;b&gt;news&lt;/b&gt;." in shown
        assert "&lt;interview&gt;.mp3" in shown
        assert "download/srt/" in shown

    def test_leads_to_the_tools_own_page(self, cast, owner):
        for run in (drawn(owner, "a red apple", 1), heard(owner, "Good evening.")):
            address = f"/tools/{run.tool}/{run.pk}/"
            assert f'href="{address}"' in opened(cast.owner, run)
            assert cast.owner.client.get(address).status_code == 200
        gone = drawn(owner, "a red apple", 1, tool="gone")
        assert "Open in the tool" not in opened(cast.owner, gone)

    def test_what_failed_says_why(self, cast, owner):
        run = drawn(owner, "a red apple", state="failed", output=None, error_message="The model fell over.")
        shown = opened(cast.owner, run)
        assert "The model fell over. Nothing was charged." in shown
        assert "download/png" not in shown

    def test_is_for_its_owner_alone(self, cast, owner):
        for run in (drawn(owner, "a red apple", 1), heard(owner, "Good evening.")):
            address = f"{HISTORY}generation/{run.pk}/"
            for member in cast.everyone_but(cast.owner, cast.program):
                assert member.client.get(address).status_code == 404, member
            assert cast.program.client.get(address).status_code == 403

    def test_is_saved_named_and_deleted_with_its_files(self, cast, owner):
        kept, run = heard(owner, "Kept."), drawn(owner, "a red apple", 1, 2)
        address = f"{HISTORY}generation/{run.pk}/"
        cast.owner.client.post(f"{address}save/", {"saved": "1"})
        cast.owner.client.post(f"{address}name/", {"name": "Supper"})
        run.refresh_from_db()
        assert run.saved_at is not None
        assert names(cast.owner, "supper") == ["Supper"]
        cast.owner.client.post(f"{HISTORY}delete/", {"entry": str(run.pk)})
        assert list(StoredFile.objects.values_list("pk", flat=True)) == [kept.inputs["file"]]
