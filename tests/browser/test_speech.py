"""Speech in a real browser: send, drop or speak a recording, read along, hear a word, change the text, take it."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE
from tests.browser.test_pages import overflow, violations
from tools.pages.speech.words import WORDS

pytestmark = pytest.mark.browser
PAGE = "/tools/transcribe/"
SAMPLE = WORDS["transcribe"].sample.path
DONE = "[data-state=result]"
DENIED = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };
}"""
DROP = """([zone, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: "audio/ogg"}));
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English sample as the WAV file that Chromium's pretended microphone takes."""
    path = tmp_path_factory.mktemp("microphone") / "spoken.wav"
    with av.open(str(SAMPLE)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("pcm_s16le", rate=48_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        for frame in source.decode(audio=0):
            for piece in resampler.resample(frame):
                target.mux(stream.encode(piece))
    return path


@pytest.fixture(scope="module")
def browser(spoken: Path) -> Iterator[Browser]:
    """A Chromium with a microphone into which the sample is spoken."""
    expect.set_options(timeout=PATIENCE)
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, *microphone, f"--use-file-for-fake-audio-capture={spoken}"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


def choose(page: Page, file: Path | dict[str, object] = SAMPLE) -> None:
    page.set_input_files("#speech-file", file)


def text_of(page: Page) -> str:
    return " ".join(page.locator(".words").all_inner_texts())


def left(page: Page) -> int:
    return int(page.locator("#meter .counter").inner_text().replace(",", ""))


def sound(page: Page, name: str) -> float:
    return page.locator(".recording audio").evaluate(f"(audio) => audio.{name}")


def test_a_recording_becomes_text_whose_words_play_and_can_be_changed(open_page):
    page = open_page(PAGE, permissions=["clipboard-read", "clipboard-write"])
    choose(page)
    expect(page.locator("#price")).to_have_text("This costs 189 tokens; you have 2,500.")
    expect(page.locator(".wave svg")).to_be_visible()
    expect(page.get_by_role("button", name="Transcribe")).to_be_focused()
    page.select_option("#speech-language", "en")
    page.keyboard.press("Enter")
    expect(page.locator("#stop").or_(page.locator(DONE))).to_be_visible()
    expect(page.locator(DONE)).to_be_visible()
    assert re.search(r"/tools/transcribe/[0-9a-f-]{36}/$", page.url)
    heard = text_of(page)
    assert "train to the coast" in heard
    expect(page.locator(".receipt")).to_contain_text(f"Used {2_500 - left(page)} tokens; {left(page):,} left.")
    expect(page.locator("#result-title")).to_be_focused()
    _plays_from_words(page)
    _changes_and_takes_along(page)


def _plays_from_words(page: Page) -> None:
    word = page.locator(".words > span", has_text="coast").first
    word.click()
    page.wait_for_function("() => !document.querySelector('.recording audio').paused")
    assert abs(sound(page, "currentTime") - float(word.get_attribute("data-start"))) < 2
    expect(page.locator(".words > span.now")).to_have_count(1)
    page.locator(".recording audio").evaluate("(audio) => audio.pause()")
    word.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".words > span").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.recording audio').currentTime < 2")
    page.locator(".recording audio").evaluate("(audio) => audio.pause()")
    page.locator(".wave").click(position={"x": 5, "y": 20})
    page.wait_for_function("() => document.querySelector('.recording audio').currentTime < 1")


def _changes_and_takes_along(page: Page) -> None:
    page.get_by_role("button", name="Edit the text").click()
    first = page.locator(".segment textarea").first
    expect(first).to_be_focused()
    first.fill("Good evening to all.")
    page.get_by_role("button", name="Done").click()
    assert text_of(page).startswith("Good evening to all.")
    page.reload()
    assert text_of(page).startswith("Good evening to all.")
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Good evening to all. ")
    page.locator(".downloads summary").click()
    with page.expect_download() as saved:
        page.locator(".downloads a[href$='/srt/']").click()
    assert "\nGood evening to all.\n" in saved.value.path().read_text()
    page.get_by_role("button", name="Undo changes").click()
    assert text_of(page).startswith("Good morning")
    with page.expect_download() as saved:
        page.locator(".downloads a[href$='/vtt/']").click()
    assert "Good morning" in saved.value.path().read_text()


def test_one_can_speak_pause_hear_it_try_again_and_send_it(open_page):
    page = open_page(PAGE)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#elapsed")).to_have_text("0:02")
    page.wait_for_function("() => Number(document.querySelector('.level-bar').getAttribute('width')) > 20")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#recording-title")).to_have_text("Paused")
    stood = page.locator("#elapsed").inner_text()
    page.wait_for_timeout(1_200)
    assert page.locator("#elapsed").inner_text() == stood
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#elapsed")).to_have_text("0:04")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Use this recording")).to_be_focused()
    page.wait_for_function("() => document.querySelector('.recorder audio').readyState > 0")
    page.keyboard.press("Enter")
    expect(page.locator("#price")).to_contain_text("This costs ")
    page.get_by_role("button", name="Transcribe").click()
    expect(page.locator(DONE)).to_be_visible()
    assert re.search(r"morning|train|coast|noon|quarter", text_of(page))


def test_a_dropped_recording_can_be_stopped_and_its_run_is_found_again(open_page):
    page = open_page("/tools/translate-speech/")
    page.evaluate(
        DROP,
        [page.locator("#zone").element_handle(), "hola.ogg", list(WORDS["translate-speech"].sample.path.read_bytes())],
    )
    expect(page.locator(".recording-name")).to_contain_text("hola.ogg")
    page.route("**/events", lambda route: None)  # nothing is told, so that it is still running for this page
    page.get_by_role("button", name="Translate").click()
    expect(page.locator("#stop")).to_be_focused()
    page.unroute("**/events")
    page.reload()
    expect(page.locator("[data-state=running], [data-state=result]")).to_be_visible()
    if page.locator("#stop").is_visible():
        with contextlib.suppress(PlaywrightTimeout):  # the run may end before the click
            page.locator("#stop").click(timeout=5_000)
    expect(page.locator(DONE)).to_be_visible()
    expect(page.locator(".receipt")).to_contain_text(re.compile("Used|Nothing was charged"))


def test_what_cant_be_used_is_told_and_nothing_is_charged(open_page, tmp_path):
    page = open_page(PAGE)
    long = tmp_path / "long.wav"
    long.write_bytes(b"0" * (25 * 1024 * 1024 + 1))
    choose(page, {"name": "song.mp3", "mimeType": "audio/mpeg", "buffer": b"<svg></svg>" * 99})
    problem = page.locator("#problem")
    expect(problem).to_contain_text("This recording can't be used")
    choose(page, long)
    expect(problem).to_contain_text("25 MB is the most")
    page.evaluate(DENIED)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(problem).to_contain_text("Allow the microphone")
    page.context.set_offline(True)
    choose(page)
    expect(problem).to_contain_text("You are offline")
    page.context.set_offline(False)
    assert left(page) == 2_500


def test_it_works_without_scripts_on_the_smallest_phone(open_page):
    page = open_page(PAGE, width=320, height=568, java_script_enabled=False)
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_hidden()
    choose(page)
    page.get_by_role("button", name="Transcribe").click()
    expect(page.locator(DONE)).to_be_visible()
    assert "train to the coast" in " ".join(page.locator(".words").all_inner_texts())
    page.get_by_role("link", name="Edit the text").click()
    page.get_by_label("Text from 0:00").first.fill("Good evening.")
    with page.expect_download() as saved:
        page.get_by_role("button", name="SRT").click()
    assert "\nGood evening.\n" in saved.value.path().read_text()


def test_each_step_passes_axe_and_fits_small_phones_in_the_light_and_in_the_dark(open_page):
    page = open_page(PAGE, width=320, height=568, color_scheme="dark", reduced_motion="reduce")

    def look() -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == ""
        assert overflow(page) <= 0

    look()
    page.get_by_role("button", name="Try it with a sample").click()
    expect(page.locator("#price")).to_contain_text("This costs ")
    page.locator("details.settings summary").click()
    look()
    page.get_by_role("button", name="Transcribe").click()
    expect(page.locator(DONE)).to_be_visible()
    look()
    page.get_by_role("button", name="Edit the text").click()
    look()
