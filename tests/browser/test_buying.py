"""From the prices over Stripe's payment page to the tokens in the account, on a phone, in a real browser."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.accounts.signing.person import PASSWORD
from tests.browser.test_signing import mailed_code

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 800}
people = itertools.count(1)


@pytest.fixture
def page(open_page, live):
    """A phone on the pricing page, signed up."""
    page = open_page("/account/signup/?next=/pricing/", **PHONE)
    address = f"buyer{next(people)}@example.org"
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").fill(mailed_code(live, address))
    page.get_by_role("button", name="Go on").click()
    page.goto("/pricing/")
    return page


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def bought(page):
    page.goto("/account/")
    return page.locator("section", has=page.locator("#bought"))


def session_of(page):
    return page.url.rsplit("/", 1)[1]


def test_a_pack_is_bought_seen_and_refunded(page, live):
    assert fits(page)
    page.get_by_role("button", name="for $5", exact=False).first.click()
    expect(page.get_by_role("heading", name="Fake payment page")).to_be_visible()
    session = session_of(page)
    page.get_by_role("button", name="Pay by a card that is refused").click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert fits(page)
    expect(bought(page)).to_contain_text("200,000")
    page.goto("/account/purchases/")
    assert fits(page)
    page.get_by_role("link", name=re.compile("Receipt")).click()
    expect(page.locator("main")).to_contain_text("Amount paid: 5.00 USD")
    live.stripe.refund(session, 250)
    assert live.stripe.deliveries.settled()
    expect(bought(page)).to_contain_text("100,000")


def test_who_cancels_pays_nothing(page):
    page.get_by_role("button", name="for $1", exact=False).first.click()
    page.get_by_role("link", name="Cancel and go back").click()
    expect(page.get_by_text("You left the payment page. Nothing was charged.")).to_be_visible()
    expect(bought(page)).not_to_contain_text("40,000")


def test_a_payment_that_takes_days_comes_in_the_end(page, live):
    page.get_by_role("button", name="for $20", exact=False).first.click()
    expect(page.get_by_role("heading", name="Fake payment page")).to_be_visible()
    session = session_of(page)
    page.get_by_role("button", name="Pay by bank debit").click()
    expect(page.get_by_role("heading", name="The payment is on its way")).to_be_visible()
    live.stripe.arrive(session)
    assert live.stripe.deliveries.settled()
    expect(bought(page)).to_contain_text("900,000")


def test_without_scripts_and_without_any_webhook_the_buyer_still_sees_the_tokens(page, live, open_page):
    plain = open_page("/pricing/", java_script_enabled=False, storage_state=page.context.storage_state(), **PHONE)
    live.stripe.deliveries.plan.drop = True
    try:
        plain.get_by_role("button", name="for $1", exact=False).first.click()
        plain.get_by_role("button", name="Pay by card").click()
        expect(plain.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(bought(plain)).to_contain_text("40,000")
    finally:
        live.stripe.deliveries.plan.drop = False
