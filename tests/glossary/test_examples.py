"""The terms' Python examples run, and print what the page says they print."""

import io
import subprocess
import sys
from contextlib import redirect_stdout

import pytest

from glossary import content, prose
from tools import toolbox


def _blocks(term):
    return [block for text in term.markdown for block in prose.blocks(text)]


WITH_PYTHON = [term for term in content.terms() if any(info == "python" for info, _ in _blocks(term))]


@pytest.mark.parametrize("term", WITH_PYTHON, ids=lambda term: term.slug)
def test_an_example_runs_and_prints_what_the_page_says(term, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    printed = None
    for info, body in _blocks(term):
        if info == "python":
            with redirect_stdout(io.StringIO()) as out:
                exec(compile(body, f"{term.slug}.md", "exec"), names)
            printed = out.getvalue()
        elif info == "output":
            assert printed is not None, "an output block must follow the python block that prints it"
            assert printed.rstrip() == body.rstrip()


def _site_programs():
    return [(term.slug, body) for term in content.terms() for info, body in _blocks(term) if info == "python site"]


@pytest.mark.parametrize(("slug", "program"), _site_programs(), ids=[slug for slug, _ in _site_programs()])
def test_a_program_that_asks_the_site_prints_what_it_got(slug, program, live):
    program = program.replace("{site}", live.url).replace("{model}", toolbox.get("chat").models()[0].slug)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
