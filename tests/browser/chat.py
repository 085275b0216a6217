"""What people do on the chat page, in words."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

BOX = "#chat-text"
LONG = "Write a long story about a robot who learns to paint."


def last_turn(page: Page) -> Locator:
    return page.locator(".turn").last


def ask(page: Page, question: str, *, length: int | None = 64, temperature: float = 0) -> Locator:
    """Type the question, choose the settings, press Enter; gives the new turn."""
    before = page.locator(".turn").count()
    choose(page, length=length, temperature=temperature)
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    expect(page.locator(".turn")).to_have_count(before + 1)
    return last_turn(page)


def choose(page: Page, *, length: int | None, temperature: float) -> None:
    """Set the settings, whether or not their panel is open."""
    page.locator("details.settings").evaluate("(panel) => { panel.open = true; }")
    page.select_option("#chat-max_tokens", str(length or ""))
    page.fill("#chat-temperature", str(temperature))
    page.locator("details.settings").evaluate("(panel) => { panel.open = false; }")


def wait_until_over(turn: Locator, state: str = "succeeded") -> None:
    expect(turn).to_have_attribute("data-state", state)


def wait_for_words(turn: Locator, least: int = 20) -> str:
    """Wait until the answer has at least so many characters; gives them."""
    turn.page.wait_for_function(
        "([turn, least]) => turn.querySelector('.answer').textContent.length >= least",
        arg=[turn.element_handle(), least],
    )
    return turn.locator(".answer").inner_text()


def generation(page: Page, turn: Locator) -> dict[str, Any]:
    """What /api says of the turn's run."""
    answer = page.request.get(f"/api/generations/{turn.get_attribute('data-generation')}/")
    assert answer.ok, answer.text()
    return json.loads(answer.text())


def tokens_left(page: Page) -> int:
    return int(page.locator("#meter .counter").inner_text().replace(",", ""))
