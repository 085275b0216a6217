"""Lighthouse's four marks, with its profile of a phone: a slow network and a slow processor, both simulated."""

from __future__ import annotations

import json
import os
import statistics
import subprocess

from audit.pages import JUDGED
from rewind.env import BASE_DIR

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AIM = 95
ROUNDS = 3  # the mark for performance is the median; the machine has other things to do


def faults(address: str) -> list[str]:
    """Each mark below the aim, with what took the points."""
    found = []
    for path in JUDGED:
        reports = [_report(address + path) for _ in range(ROUNDS)]
        marks = {
            name: statistics.median(round(100 * report["categories"][name]["score"]) for report in reports)
            for name in CATEGORIES
        }
        print(f"{path:<24} " + "  ".join(f"{name} {mark:.0f}" for name, mark in marks.items()), flush=True)
        low = [name for name, mark in marks.items() if mark < AIM]
        found += [f"{path}: {name} {marks[name]:.0f}: {_reasons(reports[-1], name)}" for name in low]
    return found


def _report(address: str) -> dict:
    command = [
        str(BASE_DIR / "audit/node_modules/.bin/lighthouse"),
        address,
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    environ = {**os.environ, "CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _reasons(report: dict, category: str) -> str:
    refs = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    audits = (report["audits"][name] for name in refs)
    return "; ".join(audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 1)
