"""Pages that are made once."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tools.http.kept import MOST, kept


class Shelf:
    """A view that counts how often it is made, of a version that can be changed."""

    def __init__(self):
        self.version = "1"
        self.made = 0
        self.view = kept(lambda *args, **kwargs: self.version)(self.make)

    def make(self, request, status=200):
        self.made += 1
        return HttpResponse(f"page {self.version} of {request.path}", status=status, headers={"X-Kind": "page"})

    def get(self, path="/a/", **headers):
        return self.view(RequestFactory().get(path, headers=headers))


@pytest.fixture
def shelf():
    return Shelf()


def test_a_page_is_made_once(shelf):
    first, second = shelf.get(), shelf.get()
    assert first.content == second.content == b"page 1 of /a/"
    assert second["X-Kind"] == "page"
    assert shelf.made == 1


def test_a_new_version_is_made_anew(shelf):
    old = shelf.get()
    shelf.version = "2"
    new = shelf.get()
    assert new.content == b"page 2 of /a/"
    assert new["ETag"] != old["ETag"]


def test_the_query_makes_no_second_page(shelf):
    shelf.get("/a/?from=mail")
    shelf.get("/a/?from=feed")
    assert shelf.made == 1


def test_addresses_and_hosts_have_pages_of_their_own(shelf, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in settings.ALLOWED_HOSTS:
        for path in ("/a/", "/b/"):
            shelf.get(path, Host=host)
    assert shelf.made == 4


def test_what_isnt_found_isnt_kept(shelf):
    shelf.view(RequestFactory().get("/a/"), status=404)
    shelf.view(RequestFactory().get("/a/"), status=404)
    assert shelf.made == 2


def test_it_comes_packed_to_those_who_can_unpack(shelf):
    packed = shelf.get(**{"Accept-Encoding": "br, gzip"})
    plain = shelf.get()
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["ETag"] == plain["ETag"]
    assert packed["ETag"].startswith("W/")


def test_only_so_many_are_kept(shelf):
    for i in range(MOST + 1):
        shelf.get(f"/{i}/")
    shelf.get("/0/")
    assert shelf.made == MOST + 2
