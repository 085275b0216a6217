"""A term's Markdown on its page: links at the first mention, figures, reading time."""

import pytest

from glossary import content, figures, prose
from glossary.prose import links
from glossary.prose.links import Linker

LINK = '<a href="/glossary/api/">{}</a>'


@pytest.fixture
def named(monkeypatch):
    """A glossary whose API term has these names, and no others."""

    def use(*names):
        monkeypatch.setattr(links, "_names", lambda: {name.casefold(): (name, "api") for name in names})
        links._pattern.cache_clear()

    yield use
    links._pattern.cache_clear()


def linked(html, own="other"):
    return Linker(own).link(html)


def test_a_term_is_linked_at_its_first_mention_only(named):
    named("API")
    assert linked("<p>An API is an API.</p>") == f"<p>An {LINK.format('API')} is an API.</p>"


def test_one_linker_goes_through_a_page(named):
    named("API")
    linker = Linker("other")
    assert "<a" in linker.link("<p>API</p>")
    assert "<a" not in linker.link("<p>API</p>")


def test_a_page_doesnt_link_to_itself(named):
    named("API")
    assert linked("<p>API</p>", own="api") == "<p>API</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code>API</code></pre>",
        "<p><code>API</code></p>",
        "<h3>API</h3>",
        '<p><a href="/x/">the <em>API</em></a></p>',
        "<math><mi>API</mi></math>",
        '<p title="API">x</p>',
    ],
)
def test_nothing_is_linked_in_code_headings_links_formulas_and_attributes(named, html):
    named("API")
    assert linked(html) == html


@pytest.mark.parametrize("said", ["APIs", "API,", "(API)", "API: yes", "API-based"])
def test_a_mention_may_be_plural_or_stand_beside_signs(named, said):
    named("API", "API-based")
    assert "<a" in linked(f"<p>{said}</p>")


@pytest.mark.parametrize("said", ["api", "RAPID", "APIary", "/API", "API-key", "x.API"])
def test_acronyms_in_other_letters_and_parts_of_words_arent_mentions(named, said):
    named("API")
    assert "<a" not in linked(f"<p>{said}</p>")


@pytest.mark.parametrize("said", ["byte-pair encoding", "Byte-pair encoding", "Byte-Pair Encoding"])
def test_names_without_capitals_inside_are_found_in_any_case(named, said):
    named("Byte-pair encoding")
    assert linked(f"<p>{said}</p>") == f"<p>{LINK.format(said)}</p>"


def test_a_name_may_go_over_the_end_of_a_line(named):
    named("gradient", "Gradient descent")
    assert linked("<p>by gradient\ndescent</p>") == "<p>by " + LINK.format("gradient\ndescent") + "</p>"


def test_the_longest_name_wins(named):
    named("API", "web API")
    assert linked("<p>a web API</p>") == f"<p>a {LINK.format('web API')}</p>"


def test_everyday_words_are_left_alone():
    for term in content.terms():
        for name in term.unlinked:
            assert links._slug_of(name) != term.slug


def test_placeholders_are_filled_in():
    assert "https://example.org/v1/" in prose.html("See {site}/v1/", {"site": "https://example.org"})


def test_a_figure_is_drawn_where_it_stands():
    bars = "bars: [{label: A, value: 1}, {label: B, value: 2}]"
    text = f"Before.\n\n```figure\nkind: bars\ncaption: See.\nalt: Two bars.\n{bars}\n```\n\nAfter."
    html = prose.html(text, {})
    assert html.index("Before") < html.index("<svg") < html.index("After")
    assert "kind: bars" not in html


@pytest.mark.parametrize("body", ["kind: [", "just words"])
def test_a_figure_that_cant_be_read_says_so(body):
    with pytest.raises(figures.BrokenFigure):
        prose.html(f"```figure\n{body}\n```", {})


def test_code_and_figures_take_no_reading_time():
    assert prose.words("one two\n```python\nthree four\n```\nfive") == 3
    assert prose.minutes("word " * 476) == 2
    assert prose.minutes("") == 1
