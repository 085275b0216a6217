"""The programs in docs/api.md run as they stand there, and its tables say what the code does."""

import ast
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from accounts.errors import InvalidKey, KeyInQuery
from rewind.env import BASE_DIR
from tools.v1.errors import CODES

GUIDE = (BASE_DIR / "docs/api.md").read_text()
SCRIPTS = {name or "sdk": text for name, text in re.findall(r"```python ?(\w*)\n(.*?)```", GUIDE, re.DOTALL)}


def run(script, live, **environ):
    here = {**os.environ, "REWIND_URL": live.url, **environ}
    command = [sys.executable, "-c", script.replace("http://127.0.0.1:8000", live.url)]
    return subprocess.run(command, env=here, capture_output=True, text=True, timeout=120, check=False)


def test_the_requests_script_has_about_twenty_lines_and_needs_only_requests():
    lines = [line for line in SCRIPTS["requests"].splitlines() if line.strip()]
    assert len(lines) <= 24
    imports = {
        name.name
        for node in ast.walk(ast.parse(SCRIPTS["requests"]))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imports == {"json", "os", "requests"}


def test_the_requests_script_streams_and_prints_what_the_sdk_gets(live, key, sdk):
    done = run(SCRIPTS["requests"], live, REWIND_API_KEY=key)
    assert done.returncode == 0, done.stderr
    expected = sdk.chat.completions.create(
        model="smollm2-135m-instruct",
        messages=[{"role": "user", "content": "What is an API? Answer in one sentence."}],
        temperature=0,
        max_tokens=60,
    )
    assert done.stdout == expected.choices[0].message.content + "\n"


def test_the_requests_script_works_for_a_visitor_and_says_what_is_wrong(live):
    assert run(SCRIPTS["requests"], live, REWIND_API_KEY="").stdout.strip()
    wrong = run(SCRIPTS["requests"], live, REWIND_API_KEY="rw_live_wrong")
    assert wrong.returncode == 1
    assert "key" in wrong.stderr


def test_the_sdk_script_prints_an_answer(live, key):
    done = run(SCRIPTS["sdk"], live, REWIND_API_KEY=key)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 20


@pytest.mark.skipif(not {"image", "speech"} <= set(settings.KINDS), reason="The site runs no such workers.")
def test_the_scripts_for_recordings_and_images_hear_and_draw(live, key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"REWIND_API_KEY": key, "RECORDING": str(BASE_DIR / "tests/data/fox.ogg")}
    done = {name: run(SCRIPTS[name], live, **given) for name in ("speech", "images", "files")}
    assert not [one.stderr for one in done.values() if one.returncode]
    assert "brown fox" in done["speech"].stdout
    assert "brown fox" in done["files"].stdout
    assert (tmp_path / "apple.png").read_bytes().startswith(b"\x89PNG")


def codes_in(path):
    """The codes that a module raises: the second argument of Problem, the third of InvalidInput."""
    places = {"Problem": 1, "InvalidInput": 2}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in places:
            given = node.args[places[node.func.id] : places[node.func.id] + 1]
            yield from (argument.value for argument in given if isinstance(argument, ast.Constant))


@pytest.mark.parametrize("folder", ["tools/toolbox", "tools/http", "tools/api", "tools/v1"])
def test_every_error_code_in_the_code_is_in_the_guide(folder):
    known = set(re.findall(r"`([a-z_]+)`", GUIDE))
    codes = {code for path in (BASE_DIR / folder).rglob("*.py") for code in codes_in(path)}
    assert codes - known == set()


def test_the_guide_has_the_codes_of_refused_keys_and_openais_words_for_ours():
    known = set(re.findall(r"`([a-z_]+)`", GUIDE))
    assert {InvalidKey.code, KeyInQuery.code, *CODES, *CODES.values()} <= known
