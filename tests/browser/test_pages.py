"""Every page, on every screen: nothing to scroll sideways, nothing that a screen reader or a keyboard can't use."""

import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chat import ask, generation, last_turn, wait_until_over

pytestmark = pytest.mark.browser
PAGES = ["/", "/glossary/", "/glossary/api/", "/faq/", "/feedback/", "/chat/", "/nowhere/"]
CODE = "Write a Python function that reverses a string."


def violations(page: Page) -> str:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return found.generate_report() if found.violations_count else ""


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_the_light_nor_in_the_dark(open_page, path):
    page = open_page(path, color_scheme="light")
    assert violations(page) == ""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour that is still on its way
    assert violations(page) == ""


@pytest.mark.parametrize("path", PAGES)
def test_on_the_smallest_phone_nothing_is_too_wide_and_the_first_tab_offers_to_skip_to_the_content(open_page, path):
    # With a mouse the chat's box has the focus already; a phone with a keyboard starts at the top.
    page = open_page(path, width=320, height=568, is_mobile=True, has_touch=True)
    assert overflow(page) <= 0
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_chat_with_code_in_it_fits_small_phones_and_passes_axe(open_page):
    page = open_page("/chat/", width=320, height=568, color_scheme="dark")
    turn = ask(page, CODE, length=256)
    wait_until_over(turn)
    expect(turn.locator(".code").first).to_be_visible()
    assert overflow(page) <= 0
    page.locator("details.settings summary").click()
    assert overflow(page) <= 0
    assert violations(page) == ""


def test_content_pages_fetch_the_meter_though_they_are_cached_for_all(open_page):
    page = open_page("/glossary/api/")
    expect(page.locator("#meter")).to_contain_text("2,500")


def test_the_terms_example_runs_and_says_what_the_chat_page_says(open_page, live, tmp_path):
    page = open_page("/glossary/api/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this code").click()
    script = tmp_path / "ask.py"
    script.write_text(page.evaluate("navigator.clipboard.readText()"))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    page.goto("/chat/")
    ask(page, "What is an API?", length=64, temperature=0)
    wait_until_over(last_turn(page))
    answer = generation(page, last_turn(page))["output"]["choices"][0]["text"]
    assert done.stdout.startswith(answer)
    assert "tokens in and out" in done.stdout
    assert "tokens left today" in done.stdout


def test_a_term_can_be_shared_by_its_link(open_page, live):
    page = open_page("/glossary/api/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live.url}/glossary/api/"
