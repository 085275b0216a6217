"""Drawing in a real browser: watch it come, stop it, draw it again, go on from a picture of one's own."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_pages import overflow, violations

pytestmark = pytest.mark.browser
WORDS, PICTURE = "/tools/text-to-image/", "/tools/image-variations/"
PROMPT = "#image-prompt"
PATIENCE = 180_000  # ms; on two cores that others use too, a step takes a second
FEW = "4"  # steps, where it doesn't matter how good the picture is


def draw(page: Page, prompt: str = "red apple", **settings: str) -> Locator:
    """Fill in the form and press Draw; gives the run."""
    page.locator("details.settings").evaluate("(panel) => { panel.open = true; }")
    for name, value in settings.items():
        if name in ("n", "size"):
            page.select_option(f"#image-{name}", value)
        else:
            page.fill(f"#image-{name}", value)
    page.fill(PROMPT, prompt)
    page.get_by_role("button", name="Draw", exact=True).click()
    return page.locator("#run")


def wait_until(run: Locator, state: str = "succeeded") -> None:
    expect(run).to_have_attribute("data-state", state, timeout=PATIENCE)


def content(page: Page, number: int = 1) -> bytes:
    """The bytes of a finished picture."""
    return page.request.get(page.locator(f"#picture-{number} img").get_attribute("src")).body()


def photo(colour: str = "green") -> dict[str, object]:
    """A file as one chooses it."""
    file = io.BytesIO()
    Image.new("RGB", (200, 100), colour).save(file, "JPEG")
    return {"name": "my photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_one_sees_the_pictures_come_and_then_has_them(open_page):
    page = open_page(WORDS)
    expect(page.locator("#price")).to_have_text("8 tokens for one picture")
    run = draw(page, "a red apple", n="2", steps="50")
    expect(page.locator("#price")).to_have_text("16 tokens for 2 pictures")
    expect(page.locator("#picture-1 .tile-step")).to_contain_text(re.compile(r"Step \d+ of 50"))
    expect(page.locator("#picture-1 img.unfinished")).to_have_attribute("src", re.compile(r"^data:image/"))
    assert re.search(r"/tools/text-to-image/[0-9a-f-]{36}/$", page.url)
    wait_until(run)
    for number in (1, 2):
        shown = page.locator(f"#picture-{number} img")
        expect(shown).to_have_attribute("alt", "a red apple")
        expect(shown).to_have_js_property("naturalWidth", 64)
        expect(page.locator(f"#picture-{number} .tile-facts")).to_contain_text("50 steps")
    expect(page.locator("#receipt")).to_have_text("Used 16 tokens for 2 pictures. 2,484 left.")
    expect(page.locator("#meter .counter")).to_have_text("2,484")
    with page.expect_download() as saved:
        page.locator("#picture-1 [data-action=download]").click()
    assert re.fullmatch(r"a-red-apple-\d+\.png", saved.value.suggested_filename)
    assert Image.open(saved.value.path()).text["parameters"].startswith("a red apple")
    page.reload()
    expect(page.locator("#tiles img")).to_have_count(2)


def test_again_with_this_seed_draws_the_same_picture_and_the_first_is_in_the_gallery(open_page):
    page = open_page(WORDS)
    wait_until(draw(page, "rocket", steps=FEW))
    before = content(page)
    page.locator("#picture-1 [data-action=again]").click()
    expect(page.locator(PROMPT)).to_have_value("rocket")
    page.get_by_role("button", name="Draw", exact=True).click()
    wait_until(page.locator("#run"))
    assert content(page) == before
    expect(page.locator("#gallery img")).to_have_count(1)
    page.locator("#gallery a").first.click()
    expect(page.locator("#picture-1 img")).to_have_attribute("alt", "rocket")


def test_variations_of_a_photo_and_of_a_picture_drawn_here(open_page):
    page = open_page(PICTURE)
    page.set_input_files("#image-upload", photo())
    expect(page.locator("#source-shown img")).to_have_js_property("naturalWidth", 200)
    expect(page.locator("#source-size")).to_have_text("200 × 100 pixels")  # noqa: RUF001
    wait_until(draw(page, "a green leaf", strength="0.4", steps=FEW))
    page.locator("#picture-1 [data-action=vary]").click()
    expect(page.locator("#source-shown img")).to_have_js_property("naturalWidth", 64)
    wait_until(draw(page, "", steps=FEW))
    expect(page.locator("#run-title")).to_have_text("Variations of your picture")


def test_a_picture_can_be_dropped_and_a_wrong_file_is_told_beside_the_field(open_page):
    page = open_page(PICTURE)
    drop = """async ([zone, text]) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
        canvas.getContext("2d").fillRect(0, 0, 9, 9);
        const blob = text ? new Blob([text]) : await new Promise((done) => canvas.toBlob(done));
        const data = new DataTransfer();
        data.items.add(new File([blob], "dropped.png"));
        zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, [page.locator("#source").element_handle(), ""])
    expect(page.locator("#source-size")).to_have_text("40 × 30 pixels")  # noqa: RUF001
    page.evaluate(drop, [page.locator("#source").element_handle(), "This is no picture."])
    expect(page.locator("#image-upload_error")).to_contain_text("This file is text.")
    expect(page.locator("#source-size")).to_have_text("40 × 30 pixels")  # noqa: RUF001


def test_by_keyboard_an_empty_prompt_is_told_enter_draws_and_escape_stops(open_page):
    page = open_page(WORDS)
    page.focus(PROMPT)
    page.keyboard.press("Enter")
    expect(page.locator("#image-prompt_error")).to_have_text("Say in a few words what to draw.")
    expect(page.locator(PROMPT)).to_be_focused()
    page.select_option("#image-n", "4")
    page.focus(PROMPT)
    page.keyboard.type("sun")
    page.keyboard.press("Enter")
    wait_until(page.locator("#run"), "running")
    expect(page.locator("#image-prompt_error")).to_have_count(0)
    page.keyboard.press("Escape")
    wait_until(page.locator("#run"), "cancelled")
    expect(page.locator("#receipt")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Draw", exact=True)).to_be_enabled()


def test_a_lost_connection_is_told_and_a_reload_finds_the_run(open_page):
    page = open_page(WORDS)
    refused = []
    page.route("**/events", lambda route: (refused.append(1), route.abort()) if len(refused) < 2 else route.continue_())
    run = draw(page, n="2", steps=FEW)
    expect(page.locator("#run-progress")).to_contain_text("The connection is lost.")
    page.reload()
    wait_until(run)
    expect(page.locator("#tiles img")).to_have_count(2)
    page.context.set_offline(True)
    page.locator(PROMPT).press("Enter")
    expect(page.locator("#problem")).to_contain_text("You are offline")


def test_without_javascript(open_page):
    page = open_page(WORDS, java_script_enabled=False)
    page.get_by_role("button", name="rocket").click()
    receipt = page.locator("#run[data-state=succeeded] #receipt")
    expect(receipt).to_contain_text("Used 8 tokens for one picture.", timeout=PATIENCE)
    expect(page.locator("#picture-1 img")).to_have_attribute("alt", "rocket")
    page.get_by_role("link", name="Vary this picture").click()
    page.select_option("#image-n", "4")
    page.get_by_text("More settings").click()
    page.fill("#image-steps", "50")
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator("#draw")).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#run[data-state=cancelled] #receipt")).to_contain_text("Stopped.")


@pytest.mark.parametrize("path", [WORDS, PICTURE, "/tools/"])
def test_on_the_smallest_phone_nothing_is_too_wide_and_axe_finds_nothing(open_page, path):
    page = open_page(path, width=320, height=568, color_scheme="dark")
    if path == WORDS:
        wait_until(draw(page, "a very long wish " * 5, n="2", steps=FEW))
    for colours in ("dark", "light"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        assert overflow(page) <= 0
        assert violations(page) == ""
