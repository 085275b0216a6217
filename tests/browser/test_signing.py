"""Signing up and in on a phone, in a real browser: the code from the mail, a passkey, an authenticator app."""

import itertools
import re
import time

import pytest
from playwright.sync_api import expect

from tests.accounts.signing.person import PASSWORD, totp_code

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 800}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
people = itertools.count(1)


@pytest.fixture
def open_here(open_page, live):
    """Opens a page under the name localhost: no browser makes passkeys for a bare address."""
    return lambda path: open_page(f"http://localhost:{live.port}{path}", **PHONE)


def mailed_code(live, address):
    """The code that the site has printed for `address`: without settings, mail goes to its log."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        mails = (live.folder / "log.txt").read_text().split("Content-Type: text/plain")
        found = [re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", each, re.M) for each in mails if f"To: {address}" in each]
        if found and found[-1]:
            return found[-1][1]
        time.sleep(0.2)
    raise AssertionError(f"No mail to {address}")


def sign_up(page, live):
    address = f"person{next(people)}@example.org"
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").fill(mailed_code(live, address))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("You are signed in")).to_be_visible()
    return address


def show_password(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def page(open_here, live):
    """Signed up, on localhost, with a device that makes passkeys."""
    page = open_here("/account/signup/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.here = page.url.removesuffix("/account/signup/")
    page.address = sign_up(page, live)
    page.devices = devices
    return page


def test_a_passkey_is_added_and_opens_the_account_alone(page):
    page.goto(f"{page.here}/account/sign-in/")
    page.get_by_role("link", name="Add one").click()
    show_password(page)
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    assert fits(page)
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{page.here}/account/sign-in/")
    expect(page.get_by_text("1: My phone")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.here}/account/login/?next=/faq/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{page.here}/faq/")
    page.goto(f"{page.here}/account/sign-in/")
    expect(page.get_by_text(page.address).first).to_be_visible()


def test_a_passkey_is_a_second_factor_too_and_without_one_the_page_says_why(page):
    page.goto(f"{page.here}/account/2fa/webauthn/add/")
    show_password(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{page.here}/account/sign-in/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.here}/account/login/")
    page.get_by_label("E-mail address").fill(page.address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You are signed in")).to_be_visible()


def test_an_authenticator_app_is_set_up_and_asked_for(page):
    page.goto(f"{page.here}/account/2fa/totp/activate/")
    show_password(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert fits(page)
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill(totp_code(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{page.here}/account/sign-in/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.here}/account/login/")
    page.get_by_label("E-mail address").fill(page.address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(totp_code(secret, 1))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("You are signed in")).to_be_visible()


def test_where_no_passkey_can_be_had_the_page_says_so(open_page):
    page = open_page("/account/login/", **PHONE)  # by its bare address
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("status").last).to_contain_text("Passkeys don't work at this address")


def test_one_signs_up_without_scripts(open_page, live):
    page = open_page("/account/signup/", java_script_enabled=False, **PHONE)
    sign_up(page, live)
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Read about AI")).to_be_visible()
