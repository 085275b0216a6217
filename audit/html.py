"""The Nu HTML checker on every page: vnu-jar, which wants a Java that runs it."""

from __future__ import annotations

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from audit.pages import every_page
from rewind.env import BASE_DIR

JAR = BASE_DIR / "audit/node_modules/vnu-jar/build/dist/vnu.jar"


def faults(address: str) -> list[str]:
    """What the checker calls an error, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        paths = every_page()
        for number, path in enumerate(paths):
            (Path(folder) / f"{number}.html").write_bytes(_get(address + path))
        command = ["java", "-jar", str(JAR), "--format", "json", "--errors-only", "--skip-non-html", folder]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        messages = json.loads(checked.stderr)["messages"]
        print(f"{len(paths)} pages checked")
        return [f"{paths[int(Path(m['url']).stem)]}:{m.get('lastLine', '?')} {m['message']}" for m in messages]


def _get(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (our own site)
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()
