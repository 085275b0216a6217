"""Shared pictures and transcripts: what is shown, what stays with their owner, and to whom."""

import io
import json
import struct
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.tools.sharing.results import drawn, heard, png
from tools import downloads
from tools.history import deleting, entries
from tools.models import Share, StoredFile
from tools.sharing import own
from tools.sharing.pictures import bare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
SECRET = "My SECRET wish"


@pytest.fixture
def stranger():
    return Client(REMOTE_ADDR="192.0.2.99")


@pytest.fixture
def wish(cast):
    """Two pictures of somebody's secret wish."""
    return drawn(cast.owner.principal.owner, SECRET, 7, 8)


@pytest.fixture
def talk(cast):
    return heard(cast.owner.principal.owner, "Good evening.", "This is the <b>news</b>.", name="PRIVATE name.mp3")


def share(member, run, prompt=False):
    return own.share(member.principal, run, prompt=prompt, days=7)


def addresses(made, kind):
    files = [reverse("shared:download", args=[made.pk, one.slug]) for one in downloads.formats_for(kind)]
    pictures = [f"/s/{made.pk}/png/?n={n}" for n in (1, 2)] if kind == "image" else []
    return [f"/s/{made.pk}/", f"/s/{made.pk}.png", *files, *pictures]


class TestPictures:
    def test_a_stranger_sees_them_with_seeds_model_and_settings(self, cast, wish, stranger):
        made = share(cast.owner, wish)
        text = stranger.get(f"/s/{made.pk}/").content.decode()
        for word in ("Shared pictures", "Seed 7", "Seed 8", "64 by 64", "<dt>Steps</dt><dd>4</dd>", "Rewind Icons"):
            assert word in text, word
        for n in (1, 2):
            assert f'src="/s/{made.pk}/png/?n={n}"' in text
            answer = stranger.get(f"/s/{made.pk}/png/?n={n}")
            assert Image.open(io.BytesIO(answer.content)).getpixel((0, 0)) == (6 + n, 90, 60)
        assert 'href="/tools/text-to-image/"' in text

    def test_they_come_as_files_that_no_cache_keeps_and_no_browser_guesses_at(self, cast, wish, stranger):
        for address in addresses(share(cast.owner, wish), "image")[2:]:
            answer = stranger.get(address)
            assert answer["Content-Disposition"].startswith("attachment; filename")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in answer["Cache-Control"]

    def test_without_the_prompt_it_is_in_no_byte_that_is_shown(self, cast, wish, stranger):
        made = share(cast.owner, wish)
        assert SECRET not in json.dumps(made.snapshot)
        for address in addresses(made, "image"):
            shown = stranger.get(address)
            assert shown.status_code == 200, address
            for part in contents(shown.content):
                assert b"SECRET" not in part, address
                assert b"tEXt" not in part, address

    def test_with_it_it_is_in_the_file_too(self, cast, wish, stranger):
        made = share(cast.owner, wish, prompt=True)
        text = stranger.get(f"/s/{made.pk}/").content.decode()
        assert SECRET in text
        picture = Image.open(io.BytesIO(stranger.get(f"/s/{made.pk}/png/").content))
        assert picture.text["parameters"].startswith(SECRET)
        assert 'href="/tools/text-to-image/?ask=My%20SECRET%20wish"' in text

    def test_nothing_says_where_they_are_kept_or_whose_they_are(self, cast, wish, stranger):
        made = share(cast.owner, wish, prompt=True)
        private = [cast.owner.principal.owner, str(wish.pk), *StoredFile.objects.values_list("pk", flat=True)]
        for address in addresses(made, "image"):
            for part in contents(stranger.get(address).content):
                for secret in private:
                    assert secret.encode() not in part, (address, secret)

    def test_the_preview_has_the_picture_on_it(self, cast, wish, stranger):
        card = Image.open(io.BytesIO(stranger.get(f"/s/{share(cast.owner, wish).pk}.png").content))
        assert card.size == (1200, 630)
        red, green, blue = card.convert("RGB").getpixel((860, 300))
        assert abs(red - 7) + abs(green - 90) + abs(blue - 60) < 12

    @pytest.mark.parametrize("number", ["0", "3", "-1", "1.5", "x", "9" * 5000, "%D9%A1"])
    def test_a_number_that_isnt_there_is_a_404(self, cast, wish, stranger, number):
        assert stranger.get(f"/s/{share(cast.owner, wish).pk}/png/?n={number}").status_code == 404

    def test_it_goes_with_the_entry_that_it_is_of(self, cast, wish, stranger):
        made = share(cast.owner, wish)
        deleting.delete([entries.find(cast.owner.principal, "generation", wish.pk)])
        assert not Share.objects.exists()
        assert not StoredFile.objects.exists()
        for address in addresses(made, "image"):
            assert stranger.get(address).status_code == 404

    def test_a_picture_that_the_storage_has_lost_is_a_404(self, cast, wish, stranger, storage):
        made = share(cast.owner, wish)
        for path in list(storage.rglob("*.png")):
            path.unlink()
        assert stranger.get(f"/s/{made.pk}/png/").status_code == 404
        assert stranger.get(f"/s/{made.pk}/").status_code == 200

    def test_stripping_leaves_the_picture_as_it_was(self):
        before = png(SECRET, 5)
        after = bare(before + b"SECRET behind the end")
        assert b"SECRET" not in after
        assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()
        assert struct.unpack(">I", after[-8:-4]) == (int.from_bytes(b"IEND"),)


class TestTranscripts:
    def test_a_stranger_reads_it_with_times_and_no_recording(self, cast, talk, stranger):
        made = share(cast.owner, talk)
        text = stranger.get(f"/s/{made.pk}/").content.decode()
        for word in ("Good evening.", "&lt;b&gt;news&lt;/b&gt;", "0:05", "The recording itself isn&#x27;t shared"):
            assert word in text.replace("isn't", "isn&#x27;t"), word
        assert "<audio" not in text
        assert 'href="/tools/transcribe/"' in text
        for address in addresses(made, "speech"):
            answer = stranger.get(address)
            assert answer.status_code == 200, address
            for private in ("PRIVATE", str(talk.pk), talk.inputs["file"], cast.owner.principal.owner):
                assert private.encode() not in answer.content, (address, private)

    def test_there_is_no_question_to_show(self, cast, talk):
        page = cast.owner.client.get(f"/account/shares/new/?generation={talk.pk}").content.decode()
        assert "share-prompt" not in page
        cast.owner.client.post(f"/account/shares/new/?generation={talk.pk}", {"days": "7"})
        assert Share.objects.get().snapshot["parts"][0]["prompt"] is None


class TestWhoMay:
    @pytest.mark.parametrize("kind", ["wish", "talk"])
    def test_share_and_download(self, cast, kind, request):
        run = request.getfixturevalue(kind)
        for member in cast.everyone_but(cast.owner, cast.program):
            assert member.client.get(f"/account/shares/new/?generation={run.pk}").status_code == 404, member
            for one in downloads.formats_for(run.kind):
                address = reverse("downloads:generation", args=[run.pk, one.slug])
                assert member.client.get(address).status_code == 404, member
                assert cast.owner.client.get(address).status_code == 200
                api = reverse("api:download", args=[run.pk, one.slug])
                assert cast.program.client.get(api).status_code == 200
                assert member.client.get(api).status_code in (401, 403, 404), member


def contents(body: bytes) -> list[bytes]:
    """The body, and where it is a ZIP what is in it."""
    if not body.startswith(b"PK"):
        return [body]
    packed = zipfile.ZipFile(io.BytesIO(body))
    return [body, *map(packed.read, packed.namelist())]
