"""What people see when something stands in the way: what happened, what to do, and their question still there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import BOX, LONG, ask, last_turn, wait_for_words, wait_until_over

pytestmark = pytest.mark.browser
SPEND = """
from accounts.address import address_hash
from accounts.principal import Principal
from billing import ledger
purse = f"address:{address_hash('%(address)s')}"
ledger.hold(Principal("visitor", owner=purse, purse=purse), %(tokens)d, reference="%(address)s", seconds=600)
ledger.settle("%(address)s", %(tokens)d)
"""


def test_a_used_up_allowance_says_when_it_comes_back_and_keeps_the_question(open_page, live):
    address = live.address()
    live.manage("shell", "-c", SPEND % {"address": address, "tokens": 2_450})
    page = open_page("/chat/", address=address, timezone_id="Asia/Tokyo", locale="en-GB")
    expect(page.locator("#meter")).to_contain_text("50")
    expect(page.locator("#meter")).to_contain_text("resets at 09:00")
    page.fill(BOX, "A question worth keeping")
    expect(page.locator("#price")).to_contain_text("you have 50")
    page.press(BOX, "Enter")
    problem = page.locator("#problem")
    expect(problem).to_contain_text("Not enough tokens left today")
    expect(problem).to_contain_text(re.compile(r"50 are left. New ones come at 09:00 \(in \d"))
    assert page.input_value(BOX) == "A question worth keeping"
    expect(page.locator(".turn")).to_have_count(0)


def test_a_question_too_long_for_the_model_is_refused_and_kept(open_page):
    page = open_page("/chat/")
    page.fill(BOX, "word " * 9_000)
    page.press(BOX, "Enter")
    expect(page.locator("#problem")).to_contain_text("This question is too long")
    assert len(page.input_value(BOX)) == 45_000


def test_offline_says_so_and_the_question_survives_even_a_reload(open_page):
    page = open_page("/chat/")
    page.context.set_offline(True)
    page.fill(BOX, "Asked in a tunnel")
    page.press(BOX, "Enter")
    expect(page.locator("#problem")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.locator("#problem")).to_be_hidden()
    page.reload()
    assert page.input_value(BOX) == "Asked in a tunnel"


def test_a_server_that_doesnt_answer_is_told_apart_from_being_offline(open_page):
    page = open_page("/chat/")
    page.route("**/api/tools/chat/runs/**", lambda route: route.abort())
    page.fill(BOX, "Hello?")
    page.press(BOX, "Enter")
    expect(page.locator("#problem")).to_contain_text("No connection to Rewind")
    assert page.input_value(BOX) == "Hello?"


def test_a_connection_lost_in_mid_answer_is_told_and_the_answer_goes_on(open_page):
    page = open_page("/chat/")
    refused = []
    page.route(
        "**/events?render=html",
        lambda route: (refused.append(1), route.abort()) if len(refused) < 2 else route.continue_(),
    )
    turn = ask(page, "What is an API?")
    expect(turn.locator(".progress")).to_contain_text("The connection is lost")
    wait_until_over(turn)
    assert len(refused) == 2


def test_a_page_that_grew_too_old_says_what_to_do(open_page):
    page = open_page("/chat/")
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((field) => { field.value = 'x'; })")
    page.fill(BOX, "Hello")
    page.press(BOX, "Enter")
    expect(page.locator("#problem")).to_contain_text("This page has grown too old")
    page.reload()
    assert page.input_value(BOX) == "Hello"


def test_a_run_that_fails_says_why_and_can_be_tried_again(open_page):
    page = open_page("/chat/")
    body = 'event: error\ndata: {"code": "worker_lost", "message": "The worker was lost.", "charged": 0}\n\n'
    page.route(
        "**/events?render=html", lambda route: route.fulfill(body=body, content_type="text/event-stream"), times=1
    )
    turn = ask(page, LONG)
    expect(turn.locator(".turn-error")).to_have_text("The worker was lost. Nothing was charged.")
    turn.get_by_role("button", name="Try again").click()
    wait_for_words(last_turn(page))
    wait_until_over(last_turn(page))


@pytest.mark.parametrize(
    ("ready", "words"), [("false", "The model is away at the moment."), ("true", "Others are being answered first.")]
)
def test_a_question_that_nobody_takes_is_told_why_it_waits(open_page, ready, words):
    page = open_page("/chat/")
    page.route("**/events?render=html", lambda route: None)
    page.route("**/readyz", lambda route: route.fulfill(body=f'{{"workers": {{"text": {{"ready": {ready}}}}}}}'))
    turn = ask(page, "Hello?")
    expect(turn.locator(".progress")).to_contain_text("Waiting for the model")
    expect(turn.locator(".progress")).to_contain_text(words)
    page.locator("#stop").click()
    expect(page.locator("#stop")).to_have_text("Stopping…")
