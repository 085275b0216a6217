"""The glossary's pages, as anybody gets them."""

import json
import re

import pytest
from django.urls import reverse

ADDRESS = "/glossary/api/"


@pytest.fixture
def page(client):
    return client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    "part",
    [
        "Definition", "Why it matters", "Key points", "Example", "Common misconception", "Related terms",
        "API on Rewind", "Quick facts", "FAQ", "Skip to main content", "View all AI terms", "Share:",
    ],
)  # fmt: skip
def test_a_term_has_every_promised_part(page, part):
    assert part in page


def test_each_heading_of_a_term_can_be_linked_to(page):
    assert {"definition", "why", "points", "example", "misconception", "related", "here", "faq"} <= set(
        re.findall(r'<h2 id="([^"]+)"', page)
    )


def test_a_related_term_without_a_page_is_shown_without_a_link(page):
    related = page[page.index('id="related"') : page.index('id="here"')]
    assert "<dt>Inference</dt><dd>Running a model" in related
    assert "<a " not in related


def test_a_term_leads_to_the_tools_that_show_it(page):
    assert f'href="{reverse("tools:chat")}">Open Chat</a>' in page


def test_the_example_names_this_site_and_its_default_model(page):
    code = page[page.index('id="example"') : page.index('id="misconception"')]
    assert "http://testserver/v1/chat/completions" in code
    assert "smollm2-135m-instruct" in code
    assert "{site}" not in page
    assert "{model}" not in page


def test_a_term_names_its_canonical_address_without_the_query(client):
    page = client.get(ADDRESS + "?from=mail").content.decode()
    assert '<link rel="canonical" href="http://testserver/glossary/api/">' in page


def test_search_engines_get_the_definition_as_linked_data(page):
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@type"] == "DefinedTerm"
    assert data["name"] == "API"
    assert data["url"] == "http://testserver/glossary/api/"
    assert data["alternateName"][0] == "Application Programming Interface"
    assert data["description"] in page


def test_an_unknown_term_is_a_404_with_a_way_on(client):
    response = client.get("/glossary/nonsense/")
    assert response.status_code == 404
    assert b"All AI terms" in response.content or b"all AI terms" in response.content


@pytest.mark.parametrize("address", ["/", "/glossary/", ADDRESS])
class TestPublicPages:
    def test_anyone_may_keep_them_for_a_while(self, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_an_unchanged_page_isnt_sent_again(self, client, address):
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert again.status_code == 304
        assert again.content == b""

    def test_their_policy_needs_no_nonce_so_that_a_kept_copy_works(self, client, address):
        response = client.get(address)
        assert "script-src 'self';" in response["Content-Security-Policy"] + ";"
        assert "nonce" not in response["Content-Security-Policy"]
        assert b"nonce" not in response.content

    def test_nothing_in_them_is_inline(self, client, address):
        page = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        scripts = re.findall(r"<script ([^>]*)>", page)
        assert all("src=" in script or "application/ld+json" in script for script in scripts)

    def test_they_ask_no_database(self, client, address):
        # No `db` fixture here: a query would fail the test.
        assert client.get(address).status_code == 200

    def test_only_reading_is_allowed(self, client, address):
        assert client.post(address).status_code == 405
