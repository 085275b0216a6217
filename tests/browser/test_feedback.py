"""Readers speak up, in a real browser: stars without leaving the page, reports with the proof of work done."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
TERM = "/glossary/temperature/"


def test_a_star_is_given_and_changed_without_leaving_the_page(open_page):
    page = open_page(TERM)
    form = page.locator("form.rate")
    form.get_by_role("button", name="4 of 5 stars").click()
    expect(form.get_by_role("status")).to_contain_text("you gave 4 of 5 stars")
    form.get_by_role("button", name="2 of 5 stars").click()
    expect(form.get_by_role("status")).to_contain_text("you gave 2 of 5 stars")
    expect(form.get_by_role("button", name="2 of 5 stars")).to_have_attribute("aria-pressed", "true")
    expect(form.get_by_role("button", name="4 of 5 stars")).to_have_attribute("aria-pressed", "false")
    assert page.url.endswith(TERM)


def test_a_star_is_given_without_scripts(open_page):
    page = open_page(TERM, java_script_enabled=False)
    page.locator("form.rate").get_by_role("button", name="5 of 5 stars").click()
    expect(page.locator("main")).to_contain_text("you gave 5 of 5 stars")
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(re.compile(TERM + "$"))


def test_reports_are_sent_from_a_page_with_the_work_done(open_page):
    page = open_page(TERM)
    for number in (1, 2):  # without the proof of work the second would be refused
        page.get_by_role("link", name="Report a bug / request a feature").click()
        expect(page.get_by_label("Page", exact=True)).to_have_value(TERM)
        page.get_by_label("Something is missing").check()
        page.get_by_label("Tell us").fill(f"A figure would help here ({number}).")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        page.goto(TERM)


def test_a_report_that_is_refused_keeps_what_was_written(open_page):
    page = open_page("/feedback/?page=/glossary/")
    page.get_by_label("Tell us").fill("Something")
    page.get_by_label(re.compile("e-mail")).fill("nobody@nowhere")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("valid email")
    expect(page.get_by_label("Tell us")).to_have_value("Something")
