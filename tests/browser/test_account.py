"""The account's pages behind the door: on small phones, in the light and the dark, by keyboard and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.signed_in import sign_in
from tests.browser.test_pages import overflow, violations

pytestmark = pytest.mark.browser
PAGES = ["/account/", "/account/ledger/"]
PHONE = {"width": 320, "height": 568}


@pytest.fixture(scope="module")
def cookie(live):
    return sign_in(live)


@pytest.fixture
def open_mine(open_page, cookie):
    """Opens a page of the account."""

    def open_(path, **options):
        page = open_page("/healthz", **options)
        page.context.add_cookies([cookie])
        assert page.goto(path).url.endswith(path)
        return page

    return open_


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_the_light_nor_in_the_dark(open_mine, path):
    page = open_mine(path, color_scheme="light")
    assert violations(page) == ""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == ""


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_too_wide_on_the_smallest_phone(open_mine, path):
    page = open_mine(path, **PHONE, color_scheme="dark")
    assert overflow(page) <= 0
    assert violations(page) == ""


def test_the_numbers_behind_the_drawing_are_a_key_away(open_mine):
    page = open_mine("/account/", **PHONE)
    expect(page.get_by_role("img", name="Tokens used on each of the last 30 days")).to_be_visible()
    table = page.get_by_role("table", name="Tokens used, by day and tool")
    expect(table).to_be_hidden()
    page.get_by_text("Show as table").focus()
    page.keyboard.press("Enter")
    expect(table.get_by_role("columnheader")).to_have_text(["Day", "Draw", "Chat", "Together"])
    expect(table.get_by_role("row").last).to_have_text("Together4,3353,4357,770")
    assert overflow(page) <= 0
    assert violations(page) == ""


def test_older_lines_and_the_file_are_there_without_scripts(open_mine):
    page = open_mine("/account/", java_script_enabled=False)
    expect(page.get_by_text("UTC, in")).to_be_visible()
    page.get_by_role("link", name="See all lines").click()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("Today's free tokens")).to_be_visible()
    page.get_by_role("link", name="Newer").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="as CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "time,what,tokens,kind,balance_after,reference"
    assert len(lines) > 62


def test_times_are_told_in_the_readers_own_zone(open_mine):
    page = open_mine("/account/", timezone_id="Asia/Tokyo", locale="en-GB")
    expect(page.locator("#content time.local")).to_have_text("09:00")
    expect(page.locator("time.local-moment").first).not_to_contain_text("UTC")
