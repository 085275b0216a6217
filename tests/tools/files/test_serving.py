"""/files/: who may read a file, and how it comes."""

import pytest
import time_machine
from django.utils import timezone

from accounts.models import ApiKey
from tools.files import signing
from tools.models import StoredFile

CONTENT = bytes(range(256)) * 4


def kept(owner: str, **values) -> StoredFile:
    """A file of that owner, as `receive` would keep it."""
    return StoredFile.objects.store(CONTENT, "audio/flac", owner=owner, kind="audio", **values)


@pytest.fixture
def file(cast) -> StoredFile:
    return kept(cast.owner.principal.owner, name="Talk.mp3")


@pytest.fixture
def url(file) -> str:
    return f"/files/{file.pk}/"


def test_its_owner_may_read_it_and_nobody_else(cast, url):
    for member in (cast.owner, cast.program):
        answer = member.client.get(url)
        assert (answer.status_code, answer.content) == (200, CONTENT), member
        assert member.client.head(url).status_code == 200
    for member in cast.everyone_but(cast.owner, cast.program):
        for ask in (member.client.get, member.client.head):
            assert ask(url).status_code == 404, member


def test_a_visitors_file_is_its_own_and_not_its_neighbours(cast):
    url = f"/files/{kept(cast.visitor.principal.owner).pk}/"
    assert cast.visitor.client.get(url).status_code == 200
    for member in cast.everyone_but(cast.visitor):
        assert member.client.get(url).status_code == 404, member


def test_a_script_reads_its_file_from_its_address(cast):
    url = f"/files/{kept(cast.script.principal.owner).pk}/"
    assert cast.script.client.get(url).status_code == 200
    for member in cast.everyone_but(cast.script):
        assert member.client.get(url).status_code == 404, member


@pytest.mark.parametrize(
    ("scopes", "status"), [([], 200), (["speech"], 200), (["read"], 200), (["image", "text"], 403)]
)
def test_a_key_reads_the_files_of_its_scopes(cast, client, url, scopes, status):
    _, secret = ApiKey.objects.issue(cast.owner.user, "narrow", scopes=scopes)
    assert client.get(url, headers={"Authorization": f"Bearer {secret}"}).status_code == status


def test_nobody_can_write_there(cast, url):
    for ask in (cast.owner.client.post, cast.owner.client.put, cast.owner.client.delete):
        assert ask(url).status_code == 405


def test_it_is_never_a_page_and_never_kept(cast, url):
    answer = cast.owner.client.get(url)
    assert answer["Content-Type"] == "audio/flac"
    assert answer["Content-Disposition"] == 'attachment; filename="Talk.flac"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(CONTENT))


def test_a_picture_is_also_shown_small_to_its_owner_alone(cast):
    picture = StoredFile.objects.store(
        CONTENT, "image/png", owner=cast.owner.principal.owner, kind="image", name="sun-7", small=b"webp"
    )
    url = f"/files/{picture.pk}/small/"
    answer = cast.owner.client.get(url)
    assert (answer["Content-Type"], answer.content) == ("image/webp", b"webp")
    assert answer["Content-Disposition"] == 'attachment; filename="sun-7.webp"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for member in cast.everyone_but(cast.owner, cast.program):
        assert member.client.get(url).status_code == 404, member


def test_a_picture_that_is_small_itself_is_its_own_small_copy(cast):
    icon = StoredFile.objects.store(CONTENT, "image/png", owner=cast.owner.principal.owner, kind="image")
    assert cast.owner.client.get(f"/files/{icon.pk}/small/").content == CONTENT


def test_a_recording_has_no_small_copy(cast, url):
    assert cast.owner.client.get(f"{url}small/").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=1000-", (1_000, 1_024)),
        ("bytes=-24", (1_000, 1_024)),
        ("bytes=-9999", (0, 1_024)),
        ("bytes=1023-99999999", (1_023, 1_024)),
    ],
)
def test_a_player_may_ask_for_a_part(cast, url, wanted, part):
    answer = cast.owner.client.get(url, headers={"Range": wanted})
    start, end = part
    assert answer.status_code == 206
    assert answer.content == CONTENT[start:end]
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=99999-100000", "bytes=9-3", "bytes=-0"])
def test_a_part_that_it_has_not_is_a_416(cast, url, wanted):
    answer = cast.owner.client.get(url, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("wanted", ["", "bytes=", "bytes=-", "bytes=0-1,5-6", "seconds=0-1", "bytes=a-b", "bytes=²-"])
def test_a_wish_that_isnt_understood_means_all_of_it(cast, url, wanted):
    answer = cast.owner.client.get(url, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert cast.owner.client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"old"'}).status_code == 200


def test_a_signed_link_works_for_everybody_for_an_hour(cast, file):
    link = signing.link(file)
    for member in cast:
        answer = member.client.get(link)
        assert (answer.status_code, answer.content) == (200, CONTENT), member
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["Cache-Control"] == "private, no-store"
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=61)):
        assert cast.owner.client.get(link).status_code == 404


def test_a_forged_link_leads_nowhere(cast, file):
    other = kept(cast.other.principal.owner)
    link = signing.link(file)
    forged = [link.replace(file.pk, other.pk), link[:-3] + "AA/", f"/files/signed/{file.pk}/", "/files/signed/x:y:z/"]
    for address in forged:
        for member in cast:
            assert member.client.get(address).status_code == 404, address


def test_a_file_that_the_storage_has_lost_is_a_404(cast, file, url, stored):
    (stored / file.blob).unlink()
    assert cast.owner.client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "%2e%2e%2f", "a" * 500, "%00", "signed"])
def test_a_name_that_isnt_a_token_finds_nothing(cast, token):
    assert cast.owner.client.get(f"/files/{token}/").status_code in (301, 404)
