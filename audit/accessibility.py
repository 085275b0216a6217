"""axe on every kind of page, light and dark, on a phone and on a wide screen."""

from __future__ import annotations

from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from audit.lighthouse import CHROMIUM, FLAGS
from audit.pages import JUDGED, OTHERS

WIDTHS = (320, 1440)


def faults(address: str) -> list[str]:
    """Each violation, a line each."""
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for width, scheme in product(WIDTHS, ("light", "dark")):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            for path in (*JUDGED, *OTHERS):
                page.goto(address + path)
                for violation in Axe().run(page).response["violations"]:
                    where = violation["nodes"][0]["html"][:120]
                    found.append(f"{path} at {width} px, {scheme}: {violation['id']}: {violation['help']}: {where}")
            context.close()
        browser.close()
    print(f"{len(JUDGED) + len(OTHERS)} pages at {WIDTHS[0]} and {WIDTHS[1]} px, light and dark")
    return found
