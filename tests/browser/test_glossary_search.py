"""The glossary's search in a real browser: as one types, by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import overflow, violations

pytestmark = pytest.mark.browser
QUESTION = "how do I make the model less random"


def test_results_come_as_one_types_and_the_address_can_be_shared(open_page):
    page = open_page("/glossary/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("temprature")
    expect(page.locator("#results li").first).to_contain_text("Temperature")
    expect(page.get_by_role("status")).to_contain_text("found")
    expect(page.locator("#all")).to_be_hidden()
    expect(page).to_have_url("/glossary/?q=temprature")
    page.reload()
    expect(page.locator("#results li").first).to_contain_text("Temperature")


def test_an_emptied_field_brings_all_terms_back(open_page):
    page = open_page("/glossary/")
    page.locator("#q").fill("api")
    expect(page.locator("#all")).to_be_hidden()
    page.locator("#q").fill("")
    expect(page.locator("#all")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")
    expect(page).to_have_url("/glossary/")
    page.goto("/glossary/?q=api")
    page.locator("#q").fill("")
    expect(page.locator("#all")).to_be_visible()


def test_back_from_a_term_leads_to_what_was_found(open_page):
    page = open_page("/glossary/")
    page.locator("#q").fill(QUESTION)
    page.locator("#results a").first.click()
    expect(page).to_have_url("/glossary/temperature/")
    page.go_back()
    expect(page.locator("#q")).to_have_value(QUESTION)
    expect(page.locator("#results li").first).to_contain_text("Temperature")


def test_a_letter_leads_to_its_terms(open_page):
    page = open_page("/glossary/")
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="A", exact=True).click()
    expect(page.locator("#letter-A")).to_be_in_viewport()


def test_without_javascript_the_button_does_it(open_page):
    page = open_page("/glossary/", java_script_enabled=False)
    page.locator("#q").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results li").first).to_contain_text("Temperature")
    page.get_by_role("link", name="View all AI terms").click()
    expect(page.locator("#all")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/glossary/?q=random", "/glossary/?q=qqqqzz", "/glossary/topics/", "/glossary/acronyms/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_list_passes_axe_and_fits_the_smallest_phone(open_page, path, scheme):
    page = open_page(path, color_scheme=scheme, width=320, height=568)
    assert overflow(page) <= 0
    assert violations(page) == ""
