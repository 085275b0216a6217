"""The ways to a term: from A to Z, by topic, by acronym, by search."""

import re

import pytest
from django.urls import resolve, reverse

from glossary import content, search

PAGES = ["/glossary/", "/glossary/topics/", "/glossary/topics/language-models/", "/glossary/acronyms/"]


def body(client, address, **headers):
    return client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize("address", [*PAGES, "/glossary/?q=api", "/glossary/?q=qqqqzz", "/glossary/found/?q=api"])
class TestEachPage:
    def test_anyone_may_keep_it_for_a_while(self, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == f"public, max-age={60 if 'q=' in address else 300}"
        assert not response.cookies
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304

    def test_nothing_in_it_is_inline(self, client, address):
        page = body(client, address)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", page)
        assert "nonce" not in page

    def test_search_engines_keep_what_isnt_a_result(self, client, address):
        assert client.get(address).get("X-Robots-Tag") == ("noindex" if "q=" in address else None)


def test_every_term_is_in_the_list_with_its_definition(client):
    page = body(client, "/glossary/")
    for term in content.terms():
        assert f'<a href="/glossary/{term.slug}/">' in page
    assert page.count("<dd>") == len(content.terms())


def test_the_whole_list_stays_light(client):
    assert len(client.get("/glossary/").content) < 100_000


def test_letters_lead_to_their_terms(client):
    page = body(client, "/glossary/")
    anchors = re.findall(r'<li><a href="#([^"]+)"', page)
    assert anchors
    assert anchors == re.findall(r'<h2 id="([^"]+)"', page)
    assert len(set(anchors)) == len(anchors)


def test_every_topic_with_terms_has_a_page_that_lists_them(client):
    for topic in content.TOPICS:
        page = body(client, f"/glossary/topics/{topic.slug}/")
        for term in content.on_topic(topic.name):
            assert f'<a href="/glossary/{term.slug}/">' in page
    assert client.get("/glossary/topics/nonsense/").status_code == 404


def test_acronyms_say_what_they_stand_for(client):
    assert '<dt>API</dt><dd><a href="/glossary/api/">Application Programming Interface</a>' in body(
        client, "/glossary/acronyms/"
    )


def test_no_term_stands_where_a_list_has_its_address():
    for term in content.terms():
        assert resolve(reverse("glossary:term", args=[term.slug])).url_name == "term"


class TestSearch:
    def test_results_show_title_topic_and_definition_with_the_words_found_marked(self, client):
        page = body(client, "/glossary/?q=programming+interface")
        assert "Application <mark>Programming</mark> <mark>Interface</mark>" in page
        assert "<span>API and engineering</span>" in page
        assert "found" in re.search(r'role="status">([^<]+)<', page)[1]

    def test_as_one_types_only_the_results_come_and_the_address_follows(self, client):
        response = client.get("/glossary/found/?q=api", headers={"HX-Request": "true"})
        page = response.content.decode()
        assert "<html" not in page
        assert page.index("/glossary/api/") < page.index('data-hx-swap-oob="innerHTML"')
        assert response["HX-Replace-Url"] == "/glossary/?q=api"

    def test_an_emptied_field_shows_all_terms_again(self, client):
        response = client.get("/glossary/found/?q=", headers={"HX-Request": "true"})
        assert b"<li>" not in response.content
        assert response["HX-Replace-Url"] == "/glossary/"
        assert body(client, "/glossary/?q=+") == body(client, "/glossary/")

    def test_nothing_found_offers_near_names_and_to_ask_for_the_term(self, client):
        page = body(client, "/glossary/?q=qqqqzz")
        assert "Nothing found for <q>qqqqzz</q>" in page
        assert "/feedback/?kind=feature&amp;page=%2Fglossary%2F%3Fq%3Dqqqqzz" in page

    def test_what_is_asked_is_shown_as_text(self, client):
        page = body(client, "/glossary/?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
        assert "<script>alert" not in page
        assert 'value="&lt;script&gt;' in page

    def test_a_huge_query_is_cut_and_says_so(self, client):
        page = body(client, "/glossary/?q=api" + "+x" * 400)
        assert f"Only the first {search.LONGEST} characters were looked at" in page
        assert len(page) < 30_000

    @pytest.mark.parametrize("query", ["%00", "%FF", "%22", "*", "NEAR(", "C%2B%2B", "%F0%9F%98%80", "a&q=b", "%0A"])
    def test_odd_queries_are_answered(self, client, query):
        assert client.get(f"/glossary/?q={query}").status_code == 200
        assert client.get(f"/glossary/found/?q={query}").status_code == 200

    def test_the_form_works_without_javascript(self, client):
        form = re.search(r"<form.*?</form>", body(client, "/glossary/topics/"), re.S)[0]
        assert 'action="/glossary/"' in form
        assert 'method="get"' in form
        assert "hx-" not in form

    def test_htmx_may_neither_style_nor_evaluate(self, client):
        page = body(client, "/glossary/")
        assert '"includeIndicatorStyles":false,"allowEval":false' in page
        assert "htmx-2.min.js" in page
        assert "htmx" not in body(client, "/glossary/acronyms/")
