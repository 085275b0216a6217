"""The history in a real browser: from an answer in the chat to finding it as one types, opening, and deleting it."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ask, wait_until_over

pytestmark = pytest.mark.browser


def test_an_answer_is_found_as_one_types_opened_run_on_and_deleted(open_page):
    page = open_page("/chat/", width=390)
    wait_until_over(ask(page, "What is a Café? Answer in one sentence."))
    page.get_by_role("link", name="History").click()
    entry = page.locator(".entry")
    expect(entry).to_have_count(1)
    page.get_by_label("Search your history").press_sequentially("nowhere")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_label("Search your history").fill("cafe ans")
    expect(entry.locator("h2 mark")).to_have_text(["Café", "Answer"])
    page.reload()
    expect(entry.locator("h2 mark")).to_have_text(["Café", "Answer"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    entry.get_by_role("link").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Saved")
    page.get_by_label("Name").fill("My coffee")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My coffee")
    page.get_by_role("link", name="Open in chat").click()
    expect(page.locator(".turn")).to_have_count(1)

    page.get_by_role("link", name="History").click()
    page.get_by_label("Select My coffee").check()
    page.get_by_role("button", name="Delete the ticked ones…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 1 entry?")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
