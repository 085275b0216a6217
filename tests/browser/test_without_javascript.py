"""The chat page in a browser without JavaScript: the same form, the same answers, only not as they are made."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import BOX, LONG

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page):
    return open_page("/chat/", java_script_enabled=False)


def test_ask_wait_read_ask_on_and_try_again(page):
    expect(page.locator("#meter .counter")).to_have_text("2,500")
    page.get_by_text("Settings", exact=True).click()
    page.select_option("#chat-max_tokens", "64")
    page.fill(BOX, "What is an API?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".question")).to_have_text("What is an API?")
    expect(page.locator(".turn[data-state=succeeded] .receipt")).to_contain_text("Used ")
    assert page.locator(".answer").inner_text()
    expect(page.locator("#chat-max_tokens")).to_have_value("64")
    page.fill(BOX, "Say it shorter.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".question")).to_have_count(2)
    expect(page.locator(".turn[data-state=succeeded]")).to_have_count(2)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn[data-state=succeeded]")).to_have_count(2)


def test_stop(page):
    page.get_by_text("Settings", exact=True).click()
    page.select_option("#chat-max_tokens", "1024")
    page.fill(BOX, LONG)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Writing…").or_(page.get_by_text("Waiting for the model…"))).to_be_visible()
    expect(page.locator(BOX)).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn[data-state=cancelled] .receipt")).to_contain_text("Stopped.")


def test_what_only_scripts_can_do_isnt_shown(page):
    expect(page.locator(".scripted").first).to_be_hidden()


def test_the_home_pages_box_leads_to_the_filled_in_form(open_page):
    page = open_page("/", java_script_enabled=False)
    page.fill("#ask", "What is a token?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(BOX)).to_have_value("What is a token?")
