"""The upstream engine against a real server of OpenAI's protocol: llama.cpp's, on the starter's own file."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.test import override_settings
from openai import OpenAI

from tests.tools.engines.conftest import STARTER, Asking
from tools import catalogue
from tools.engines import registry, tokens
from tools.engines.base import Engine, EngineError

SCRIPT = Path(__file__).parents[3] / "bench" / "llama_server.py"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The server's address."""
    pytest.importorskip("xllamacpp")
    package = Path(importlib.util.find_spec(STARTER.package.module).submodule_search_locations[0])
    command = [sys.executable, SCRIPT, package / STARTER.package.file, "2", "2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.kill()


@pytest.fixture(scope="module")
def upstream(server: str) -> Iterator[Engine]:
    with override_settings(UPSTREAM_BASE_URL=f"{server}/v1", UPSTREAM_MODEL=_name(server)):
        engine = registry.build(catalogue.model("upstream"))
        engine.load()
        engine.warm_up()
        yield engine
        engine.close()


def _name(server: str) -> str:
    return OpenAI(base_url=f"{server}/v1", api_key="none").models.list().data[0].id


@pytest.fixture
def ask_upstream(upstream: Engine) -> Asking:
    return Asking(upstream)


def test_it_answers_in_pieces_with_the_servers_counts(ask_upstream: Asking, starter_weights: catalogue.Model):
    answer = ask_upstream("What is the capital of France?")
    assert answer.streamed() == answer.text
    assert len(answer.deltas) > 3
    # The same file and template, tokenized by llama.cpp: our count for the starter agrees with it.
    messages = [{"role": "user", "content": "What is the capital of France?"}]
    assert answer.result.prompt_tokens == tokens.count_prompt(starter_weights, messages)


def test_length_stop_strings_and_choices(ask_upstream: Asking):
    cut = ask_upstream("Tell me a story.", max_tokens=5)
    assert (cut.result.completion_tokens, cut.result.choices[0].finish_reason) == (5, "length")
    stop = cut.text[-4:]
    stopped = ask_upstream("Tell me a story.", stop=[stop])
    assert stop not in stopped.text
    assert stopped.result.choices[0].finish_reason == "stop"
    pair = ask_upstream("Tell me a story.", n=2, seed=1, temperature=1.0, max_tokens=8)
    assert [pair.streamed(0), pair.streamed(1)] == [choice.text for choice in pair.result.choices]


def test_cancelling_ends_the_stream_and_keeps_what_came(ask_upstream: Asking):
    answer = ask_upstream("Write a long story.", max_tokens=600, cancelled=lambda came: len(came) > 3)
    assert answer.result.choices[0].finish_reason == "cancelled"
    assert answer.text == answer.streamed()
    assert 0 < answer.result.completion_tokens < 20


def test_a_refusal_is_told(ask_upstream: Asking):
    with pytest.raises(EngineError, match="refused"):
        ask_upstream("word " * 3000)


def test_an_unknown_model_is_told_at_load(server: str, settings):
    settings.UPSTREAM_BASE_URL, settings.UPSTREAM_MODEL = f"{server}/v1", "another"
    with pytest.raises(EngineError, match="has no model 'another'"):
        registry.build(catalogue.model("upstream")).load()


def test_a_server_that_is_away_is_one_clear_line(settings):
    settings.UPSTREAM_BASE_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(EngineError, match="can't be reached"):
        registry.build(catalogue.model("upstream")).load()


@pytest.mark.parametrize(
    "text",
    ["Hello", "1234 + 56 = ?", "naïve café", "你好世界", "👍🏽 🦄", "def f(x):\n\treturn  x\n", "  two  spaces "],
)
def test_our_tokens_are_llama_cpps(server: str, starter_weights: catalogue.Model, text: str):
    theirs = requests.post(f"{server}/tokenize", json={"content": text, "add_special": False}, timeout=10).json()
    ours = tokens.prompter(starter_weights).tokenizer.encode(text, add_special_tokens=False).ids
    assert ours == theirs["tokens"]
