"""The glossary's pages, as anybody gets them."""

import re
from html import escape, unescape

import pytest

from glossary import content
from rewind.env import BASE_DIR

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


def test_related_terms_come_with_their_definitions(page):
    related = page[page.index('id="related"') : page.index('id="here"')]
    for slug in content.term("api").related:
        other = content.term(slug)
        assert f'href="/glossary/{slug}/">{escape(other.full_title)}</a></dt><dd>{escape(other.definition)}' in related


def test_a_term_leads_to_the_chat_with_its_question(page, client, db):
    address = unescape(re.search(r'href="(/chat/\?ask=[^"]+)"', page)[1])
    assert content.term("api").ask in client.get(address).content.decode()


def test_the_table_of_contents_leads_to_every_section(page):
    anchors = re.findall(r'<li><a href="#([a-z]+)">', page)
    assert anchors == re.findall(r'<h2 id="([a-z]+)">', page[: page.index("term-side")])


def test_the_topic_leads_to_the_terms_before_and_after(page, client):
    shelf = content.on_topic("API and engineering")
    titles = [term.title for term in shelf]
    place = titles.index("API")
    if place + 1 < len(shelf):
        assert f'rel="next" href="/glossary/{shelf[place + 1].slug}/"' in page
    first = client.get(f"/glossary/{shelf[0].slug}/").content.decode()
    assert 'rel="prev"' not in first


def test_it_says_how_long_it_takes_to_read(page):
    assert re.search(r"\d minutes to read", page)


def test_sources_are_told_with_author_and_year(page):
    assert "M. Jones, D. Hardt (IETF) (2012): " in page


def test_a_topics_page_lists_its_terms(client):
    page = client.get("/glossary/topics/api-and-engineering/").content.decode()
    assert 'href="/glossary/api/"' in page
    assert client.get("/glossary/topics/nonsense/").status_code == 404


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_a_page_is_light(client, term, settings):
    """At most 60 kB with its styles, before anything is packed."""
    page = client.get(f"/glossary/{term.slug}/").content
    styles = re.findall(rb'<link rel="stylesheet" href="/static/([^"]+)"', page)
    files = [BASE_DIR / "static" / re.sub(r"\.[0-9a-f]{12}\.", ".", name.decode()) for name in styles]
    assert len(page) + sum(path.stat().st_size for path in files) <= 60_000


@pytest.mark.parametrize("term", content.terms(), ids=lambda term: term.slug)
def test_everything_a_page_needs_comes_from_here(client, term):
    page = client.get(f"/glossary/{term.slug}/").content.decode()
    needed = re.findall(r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]* (?:src|href)="([^"]+)"', page)
    assert needed
    assert all(address.startswith("/static/") for address in needed)


def test_the_example_names_this_site_and_its_default_model(page):
    code = page[page.index('id="example"') : page.index('id="misconception"')]
    assert "http://testserver/v1/chat/completions" in code
    assert "smollm2-135m-instruct" in code
    assert "{site}" not in page
    assert "{model}" not in page


def test_a_term_names_its_canonical_address_without_the_query(client):
    page = client.get(ADDRESS + "?from=mail").content.decode()
    assert '<link rel="canonical" href="http://testserver/glossary/api/">' in page


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
