"""What machines read of the glossary, read back by the programs that others use for it."""

import struct
import xml.etree.ElementTree as ET

import extruct
import feedparser
import pytest

from glossary import content
from glossary.machines import pictures
from tools.http.card import MOST_LINES

HOST = "http://testserver"
TERMS = content.terms()


@pytest.fixture
def linked(client):
    """What a reader of linked data finds on a term's page, by type."""

    def read(address):
        page = client.get(address).content.decode()
        found = extruct.extract(page, base_url=HOST, syntaxes=["json-ld", "opengraph"], uniform=True)
        (data,) = found["json-ld"]
        return {thing["@type"]: thing for thing in data["@graph"]} | {"og": found["opengraph"][0]}

    return read


class TestLinkedData:
    def test_a_term_is_a_defined_term_of_the_glossary(self, linked):
        things = linked("/glossary/api/")
        term = things["DefinedTerm"]
        assert term["name"] == "API"
        assert term["alternateName"][0] == "Application Programming Interface"
        assert term["description"] == content.term("api").definition
        assert term["url"] == f"{HOST}/glossary/api/"
        assert term["inDefinedTermSet"]["@id"] == things["DefinedTermSet"]["@id"] == f"{HOST}/glossary/"

    def test_its_faq_has_each_question_with_its_answer_and_its_place_on_the_page(self, linked, client):
        questions = linked("/glossary/api/")["FAQPage"]["mainEntity"]
        page = client.get("/glossary/api/").content.decode()
        assert [entry["name"] for entry in questions] == [entry.question for entry in content.term("api").faq]
        for entry in questions:
            assert entry["acceptedAnswer"]["text"] in page
            assert f'id="{entry["url"].split("#")[1]}"' in page

    def test_the_way_to_it_is_told_step_by_step(self, linked, client):
        steps = linked("/glossary/api/")["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == [1, 2, 3]
        assert [step["name"] for step in steps] == ["All AI terms", "API and engineering", "API"]
        for step in steps:
            assert client.get(step["item"].removeprefix(HOST)).status_code == 200

    def test_a_link_preview_has_title_text_and_picture(self, linked, client):
        preview = linked("/glossary/api/")["og"]
        assert preview["og:title"] == "API (Application Programming Interface)"
        assert preview["og:description"] == content.term("api").definition
        picture = client.get(preview["og:image"].removeprefix(HOST))
        assert picture["Content-Type"] == "image/png"
        size = struct.unpack(">II", picture.content[16:24])
        assert size == (int(preview["og:image:width"]), int(preview["og:image:height"])) == (1200, 630)


def test_every_terms_text_fits_its_picture():
    for term in TERMS:
        assert len(pictures.card_of(term).lines) <= MOST_LINES, term.slug


class TestMarkdown:
    @pytest.mark.parametrize("term", TERMS, ids=lambda term: term.slug)
    def test_a_term_has_all_that_its_page_has(self, client, term):
        answer = client.get(f"/glossary/{term.slug}.md")
        assert answer["Content-Type"] == "text/markdown; charset=utf-8"
        text = answer.content.decode()
        for part in (term.definition, *(entry.question for entry in term.faq), *(ref.url for ref in term.references)):
            assert part in text
        assert "```figure" not in text
        assert "{site}" not in text

    def test_it_says_where_the_page_is(self, client):
        assert client.get("/glossary/api.md")["Link"] == f'<{HOST}/glossary/api/>; rel="canonical"'

    def test_the_page_says_where_the_markdown_is(self, client):
        page = client.get("/glossary/api/").content.decode()
        assert '<link rel="alternate" type="text/markdown" href="/glossary/api.md">' in page

    def test_an_unknown_term_is_a_404(self, client):
        assert client.get("/glossary/nonsense.md").status_code == 404
        assert client.get("/glossary/nonsense.png").status_code == 404


def test_llms_txt_lists_every_term_with_its_markdown(client):
    text = client.get("/llms.txt").content.decode()
    assert text.startswith("# Rewind\n\n> ")
    for term in TERMS:
        assert f"- [{term.full_title}]({HOST}/glossary/{term.slug}.md): {term.definition}" in text


class TestFeed:
    def test_a_feed_reader_reads_it(self, client):
        feed = feedparser.parse(client.get("/glossary/feed.xml").content)
        assert not feed.bozo
        assert feed.version == "rss20"
        assert feed.feed.title == "Rewind: AI terms, new and revised"
        assert 0 < len(feed.entries) <= 50
        for entry in feed.entries:
            assert content.term(entry.link.split("/")[-2]).definition == entry.description

    def test_the_newest_come_first(self, client):
        entries = feedparser.parse(client.get("/glossary/feed.xml").content).entries
        days = [entry.published_parsed for entry in entries]
        assert days == sorted(days, reverse=True)

    def test_pages_lead_to_it(self, client):
        assert 'type="application/rss+xml"' in client.get("/glossary/api/").content.decode()


class TestSitemap:
    @pytest.fixture
    def entries(self, client):
        space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
        tree = ET.fromstring(client.get("/sitemap.xml").content)
        return {url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space) for url in tree}

    def test_it_has_every_term_with_the_day_of_its_review(self, entries):
        for term in TERMS:
            assert entries[f"{HOST}/glossary/{term.slug}/"] == term.reviewed.isoformat()

    def test_every_address_in_it_is_a_page_that_may_be_indexed(self, entries, client, db):
        for address in entries:
            if "/glossary/" not in address or "/topics/" in address:
                answer = client.get(address.removeprefix(HOST))
                assert answer.status_code == 200
                assert b"noindex" not in answer.content

    def test_robots_find_it(self, client):
        assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_name_of_a_term_leads_to_it_for_good(client):
    answer = client.get("/glossary/application-programming-interface/")
    assert answer.status_code == 301
    assert answer["Location"] == "/glossary/api/"
