"""/faq/: questions about the site, answered by what the code does."""

import re

import extruct
import pytest

from glossary import faq
from glossary.faq.search import search
from tools import catalogue

QUESTIONS = faq.questions()


def test_there_are_thirty_or_more_in_every_group():
    assert len(QUESTIONS) >= 30
    assert {entry.group for entry in QUESTIONS} == set(faq.GROUPS)
    assert len({entry.question for entry in QUESTIONS}) == len(QUESTIONS)


def test_the_page_has_all_of_them_by_group(client):
    page = client.get("/faq/").content.decode()
    for entry in QUESTIONS:
        assert f'id="{entry.slug}"' in page
        assert f'href="/faq/{entry.slug}/"' in page
    assert [page.index(f"<h2>{group}</h2>") for group in faq.GROUPS] == sorted(
        page.index(f"<h2>{group}</h2>") for group in faq.GROUPS
    )


@pytest.mark.parametrize("entry", QUESTIONS, ids=lambda entry: entry.slug)
def test_each_has_a_page_whose_placeholders_are_filled_and_whose_links_lead_somewhere(client, db, entry):
    page = client.get(f"/faq/{entry.slug}/").content.decode()
    assert entry.question.replace("'", "&#x27;") in page
    answer = page[page.index('class="answer"') : page.index("</main>")]
    assert not re.search(r"\{[a-z_]+\}", answer)
    for address in re.findall(r'href="(/[^"#]*)"', answer):
        assert client.get(address, follow=True).status_code == 200, address  # an account's page asks to sign in


def test_numbers_are_the_settings(client, settings):
    settings.DAILY_TOKENS = {"visitor": 1_234, "user": 56_789}
    page = client.get("/faq/is-it-free/").content.decode()
    assert "1,234" in page
    assert "56,789" in page


def test_models_are_those_of_the_catalogue(client):
    page = client.get("/faq/which-models/").content.decode()
    assert catalogue.MODELS[0].name in page


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("reset", "when-do-tokens-reset"),
        ("is it free?", "is-it-free"),
        ("cookies", "which-cookies"),
        ("do you sell or train on my data", "do-you-train-on-my-data"),
        ("licence commercial", "may-i-use-it-commercially"),
        ("openai sdk client", "does-openais-client-work"),
        ("why is it so slow", "why-is-it-slow"),
        ("report a mistake", "i-found-a-mistake"),
    ],
)
def test_search_finds_it(client, query, slug):
    page = client.get("/faq/", {"q": query}).content.decode()
    found = re.findall(r'<details class="question" id="([^"]+)"', page)
    assert slug in found[:3]
    assert len(found) < len(QUESTIONS)


def test_a_search_that_finds_nothing_leads_on(client):
    page = client.get("/faq/", {"q": "xyzzy"}).content.decode()
    assert "Nothing fits" in page
    assert "/glossary/?q=xyzzy" in page


@pytest.mark.parametrize("query", ["<script>", '"', "%", "x" * 5_000, "🙂"])
def test_odd_searches_do_no_harm(client, query):
    answer = client.get("/faq/", {"q": query})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.split(b"</head>")[1]


def test_search_of_no_words_finds_nothing():
    assert search("", {entry.slug: entry.answer for entry in QUESTIONS}) == []


def test_machines_read_questions_and_answers(client):
    page = client.get("/faq/").content.decode()
    (data,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    (thing,) = data["@graph"]
    assert thing["@type"] == "FAQPage"
    assert [entry["name"] for entry in thing["mainEntity"]] == [entry.question for entry in QUESTIONS]


def test_terms_and_the_chat_lead_to_the_questions_that_fit_them(client, db):
    term = client.get("/glossary/api/").content.decode()
    for entry in faq.shown_on("terms"):
        assert f'<a href="/faq/{entry.slug}/">' in term
    chat = client.get("/chat/").content.decode()
    for entry in faq.shown_on("chat"):
        assert f'<a href="/faq/{entry.slug}/">' in chat


def test_an_unknown_question_is_a_404(client):
    assert client.get("/faq/nonsense/").status_code == 404


@pytest.mark.parametrize(
    "text", ["no dashes", "---\nquestion: Q\n---\n\nA\n", "---\nquestion: Q\ngroup: X\norder: 1\npages: []\n---\n\nA\n"]
)
def test_a_file_that_breaks_the_pattern_says_so(text):
    with pytest.raises(faq.BrokenQuestion, match=r"slug\.md"):
        faq._parse("slug", text)
