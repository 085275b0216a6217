"""The admin in a real browser, under its own policy: styled, alive, and nothing that the policy had to stop."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.signed_in import sign_in
from tests.browser.test_pages import overflow

pytestmark = pytest.mark.browser
PAGES = [
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/user/?q=signed-in",
    "/admin/accounts/apikey/",
    "/admin/admin/logentry/",
    "/admin/auth/group/add/",
    "/admin/billing/transfer/",
    "/admin/billing/hold/",
    "/admin/billing/purchase/",
    "/admin/billing/stripeevent/",
    "/admin/glossary/rating/",
    "/admin/glossary/report/",
    "/admin/tools/generation/",
    "/admin/tools/share/",
    "/admin/tools/share/revoke/",
]


@pytest.fixture(scope="module")
def cookie(live):
    return sign_in(live, staff=True)


@pytest.fixture
def open_desk(open_page, cookie):
    """Opens a page of the admin as a superuser whose second factor was shown."""

    def open_(path, **options):
        page = open_page("/healthz", **options)
        page.context.add_cookies([cookie])
        assert page.goto(path).url.endswith(path)
        return page

    return open_


def test_every_page_is_styled_fits_a_phone_and_breaks_no_policy(open_desk):
    page = open_desk("/admin/", width=390, height=800)  # `open_page` fails on what the policy stops
    for path in PAGES:
        assert page.goto(path).status == 200, path
        assert overflow(page) <= 0, path
        assert "Inter" in page.evaluate("getComputedStyle(document.body).fontFamily"), path


def test_the_queues_and_their_workers_are_on_the_first_page(open_desk):
    page = open_desk("/admin/")
    queues = page.get_by_role("region", name="Queues")
    expect(queues.get_by_role("row", name="text")).to_contain_text("ready")


def test_the_dark_theme_follows_the_system_and_can_be_chosen(open_desk):
    page = open_desk("/admin/", color_scheme="dark")
    expect(page.locator("html")).to_have_class("dark")
    light = open_desk("/admin/", color_scheme="light")
    expect(light.locator("html")).not_to_have_class("dark")


def test_filters_open_and_narrow_the_list(open_desk):
    page = open_desk("/admin/billing/transfer/")
    page.get_by_text("Filters").first.click()
    page.get_by_role("link", name="tokens bought").click()
    expect(page).to_have_url(re.compile("kind__exact=buy"))
    expect(page.locator("#result_list tbody tr").first).to_contain_text("tokens bought")


def test_a_balance_is_adjusted_from_the_accounts_page(open_desk):
    page = open_desk("/admin/accounts/user/?q=signed-in")
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("link", name="Adjust the balance").click()
    page.get_by_label("Amount").fill("250")
    page.get_by_label("Reason").fill("Ticket 12")
    page.get_by_role("button", name="Adjust the balance").click()
    expect(page.get_by_text("Adjusted the balance by +250 tokens.")).to_be_visible()
    expect(page.get_by_text("40,250")).to_be_visible()
