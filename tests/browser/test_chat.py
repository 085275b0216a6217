"""The main job in a real browser: ask, watch the answer come, stop it, come back to it, ask on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import (
    BOX,
    LONG,
    ask,
    choose,
    generation,
    last_turn,
    tokens_left,
    wait_for_words,
    wait_until_over,
)

pytestmark = pytest.mark.browser


def test_the_answer_comes_while_it_is_made_and_ends_with_a_receipt(open_page):
    page = open_page("/chat/")
    assert tokens_left(page) == 2_500
    turn = ask(page, "What is an API?", length=256)
    expect(turn.locator(".question")).to_have_text("What is an API?")
    expect(turn.locator(".answer")).to_have_attribute("aria-busy", "true")
    wait_for_words(turn, 5)
    wait_until_over(turn)
    run = generation(page, turn)
    used = run["receipt"]["charged"]
    expect(turn.locator(".receipt")).to_contain_text(f"Used {used} tokens")
    expect(turn.locator(".receipt")).to_contain_text(f": {run['usage']['prompt_tokens']} for the prompt, ")
    expect(turn.locator(".receipt")).to_contain_text(f"{2_500 - used:,} left.")
    expect(page.locator("#meter .counter")).to_have_text(f"{2_500 - used:,}")
    expect(turn.locator(".answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#live")).to_contain_text("The answer:")
    assert re.search(r"/chat/[0-9a-f-]{36}/$", page.url)


def test_the_price_is_told_before_and_follows_the_length(open_page):
    page = open_page("/chat/")
    expect(page.locator("#price")).to_contain_text("about 100 to ")
    page.locator("details.settings summary").click()
    page.select_option("#chat-max_tokens", "1024")
    expect(page.locator("#price")).to_contain_text(re.compile(r"about 100 to 1,0\d\d tokens"))
    page.select_option("#chat-max_tokens", "64")
    page.fill(BOX, "word " * 400)
    expect(page.locator("#price")).to_contain_text(re.compile(r"about 5\d\d to [56]\d\d tokens"))


def test_escape_stops_the_answer_and_keeps_what_was_made(open_page):
    page = open_page("/chat/")
    turn = ask(page, LONG, length=1024)
    wait_for_words(turn)
    page.keyboard.press("Escape")
    wait_until_over(turn, "cancelled")
    expect(turn.locator(".receipt")).to_contain_text("Stopped. Used")
    run = generation(page, turn)
    assert run["state"] == "cancelled"
    assert run["usage"]["completion_tokens"] < 1024
    assert run["output"]["choices"][0]["text"]
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()


def test_the_stop_button_gives_the_focus_back_to_the_box(open_page):
    page = open_page("/chat/")
    turn = ask(page, LONG, length=1024)
    page.locator("#stop").click()
    wait_until_over(turn, "cancelled")
    expect(page.locator(BOX)).to_be_focused()


def test_a_reload_in_mid_stream_finds_the_answer_going_on(open_page):
    page = open_page("/chat/")
    before = wait_for_words(ask(page, LONG, length=1024))
    page.reload()
    turn = last_turn(page)
    expect(turn.locator(".question")).to_have_text(LONG)
    after = wait_for_words(turn, len(before) + 40)
    assert after.startswith(before[:15])
    page.keyboard.press("Escape")
    wait_until_over(turn, "cancelled")
    expect(turn.get_by_role("button", name="Try again")).to_be_visible()


def test_the_next_question_builds_on_the_conversation_and_all_of_it_is_there_after_a_reload(open_page):
    page = open_page("/chat/")
    wait_until_over(ask(page, "My name is Ada."))
    turn = ask(page, "What is my name?")
    wait_until_over(turn)
    roles = [message["role"] for message in generation(page, turn)["inputs"]["messages"]]
    assert roles == ["user", "assistant", "user"]
    answers = page.locator(".answer").all_inner_texts()
    page.reload()
    assert page.locator(".question").all_inner_texts() == ["My name is Ada.", "What is my name?"]
    assert page.locator(".answer").all_inner_texts() == answers


def test_try_again_asks_the_same_and_replaces_the_answer(open_page):
    page = open_page("/chat/")
    turn = ask(page, "Name a colour.", length=64)
    wait_until_over(turn)
    first = turn.get_attribute("data-generation")
    turn.get_by_role("button", name="Try again").click()
    expect(turn).not_to_have_attribute("data-generation", first)
    wait_until_over(turn)
    assert page.locator(".turn").count() == 1
    assert len(generation(page, turn)["inputs"]["messages"]) == 1


def test_the_answer_and_its_code_can_be_copied(open_page):
    page = open_page("/chat/", permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "Write a Python function that reverses a string.", length=256)
    wait_until_over(turn)
    turn.locator("[data-action=copy]").click()
    expect(turn.locator("[data-action=copy]")).to_have_text("Copied")
    text = generation(page, turn)["output"]["choices"][0]["text"]
    assert page.evaluate("navigator.clipboard.readText()") == text
    code = turn.locator(".code").first
    code.get_by_role("button", name="Copy this code").click()
    assert page.evaluate("navigator.clipboard.readText()") == code.locator("code").text_content()


def test_enter_sends_shift_enter_begins_a_line_and_new_chat_starts_anew(open_page):
    page = open_page("/chat/")
    page.focus(BOX)
    page.keyboard.type("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Two")
    assert page.input_value(BOX) == "One\nTwo"
    turn = ask(page, "One\nTwo")
    wait_until_over(turn)
    assert turn.locator(".question").inner_text() == "One\nTwo"
    page.get_by_role("link", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#starters")).to_be_visible()


def test_a_suggested_question_and_the_home_pages_box_ask_at_once(open_page):
    page = open_page("/")
    page.fill("#ask", LONG)
    page.keyboard.press("Enter")
    expect(last_turn(page).locator(".question")).to_have_text(LONG)
    assert "robot" not in page.url
    page.locator("#stop").wait_for()
    page.keyboard.press("Escape")
    wait_until_over(last_turn(page), "cancelled")
    page.goto("/chat/")
    choose(page, length=1024, temperature=0)
    page.locator("#starters button").first.click()
    expect(last_turn(page).locator(".question")).to_contain_text("What is an API?")
    page.locator("#stop").wait_for()
    page.keyboard.press("Escape")
    wait_until_over(last_turn(page), "cancelled")
