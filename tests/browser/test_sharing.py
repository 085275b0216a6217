"""Sharing in a real browser: from the chat's button to a link that another browser opens, until it is taken back."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ask, wait_until_over

pytestmark = pytest.mark.browser


def test_an_answer_is_shared_opened_elsewhere_and_taken_back(open_page):
    page = open_page("/chat/")
    turn = ask(page, "What is an API? Answer in one sentence.")
    wait_until_over(turn)
    turn.get_by_role("link", name="Share").click()
    expect(page.get_by_role("heading", name="What others will see")).to_be_visible()
    question = page.locator(".preview-frame .question")
    expect(question).to_be_hidden()
    page.get_by_label("Show what I asked too").check()
    expect(question).to_be_visible()
    page.get_by_label("1 day").check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("status").filter(has_text="Your link is ready.")).to_be_visible()
    link = page.get_by_label("The link").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    phone = open_page(link, width=390, color_scheme="dark")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("What is an API?")
    assert phone.locator(".answer").inner_text().strip()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    with phone.expect_download() as started:
        phone.get_by_text("Download").click()
        phone.get_by_role("link", name="JSON").click()
    assert started.value.suggested_filename == "rewind-what-is-an-api-answer-in-one-sentence.json"
    assert json.loads(started.value.path().read_text())["parts"][0]["answers"]
    phone.get_by_role("link", name="Make your own").click()
    expect(phone.get_by_label("Your message")).to_have_value("What is an API? Answer in one sentence.")

    page.get_by_text("Take it back…").click()
    page.get_by_role("button", name="Take it back now").click()
    expect(page.locator("main")).to_contain_text("You have no links.")
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("There is nothing under this link")


def test_the_whole_chat_can_be_shared_and_downloaded_as_soon_as_it_has_an_answer(open_page):
    page = open_page("/chat/", width=320, height=700)
    expect(page.locator("#whole")).to_be_hidden()
    wait_until_over(ask(page, "Say hello."))
    expect(page.locator("#whole")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#whole").get_by_text("Download").click()
    with page.expect_download() as started:
        page.locator("#whole").get_by_role("link", name="Word").click()
    assert started.value.suggested_filename == "rewind-say-hello.docx"
    page.locator("#whole").get_by_role("link", name="Share the chat").click()
    expect(page.get_by_label("Show my questions too")).to_be_checked()


def test_it_works_without_scripts(open_page):
    page = open_page("/chat/", java_script_enabled=False)
    page.fill("#chat-text", "Say hello.")
    page.get_by_role("button", name="Send").click()
    share = page.locator(".turn").get_by_role("link", name="Share")
    while not share.is_visible():  # the page looks again by itself, by a refresh
        page.wait_for_timeout(500)
        page.reload()
    share.click()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A shared answer")
