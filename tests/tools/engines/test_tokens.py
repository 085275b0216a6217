"""Prompts counted in the web process."""

import json
import os
import subprocess
import sys

import pytest
from transformers import AutoTokenizer

from tools import catalogue, weights
from tools.engines.tokens import count_prompt, prompter

CHATS = [
    [{"role": "user", "content": "Hello"}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "1234 naïve 👍🏽 你好\n\n  x"}],
    [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello! How can I help?"},
        {"role": "user", "content": "def f():\n\treturn 42"},
    ],
]


@pytest.mark.parametrize("messages", CHATS)
def test_a_prompt_is_the_one_that_transformers_makes(starter_weights: catalogue.Model, messages: list[dict[str, str]]):
    theirs = AutoTokenizer.from_pretrained(weights.folder(starter_weights))
    ids = theirs.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    assert prompter(starter_weights).encode(messages) == ids
    assert count_prompt(starter_weights, messages) == len(ids)


def test_a_developer_message_is_a_system_message(starter_weights: catalogue.Model):
    ask = {"role": "user", "content": "Hi"}
    rendered = [
        prompter(starter_weights).render([{"role": role, "content": "Be brief."}, ask])
        for role in ("developer", "system")
    ]
    assert rendered[0] == rendered[1]


def test_counting_loads_neither_torch_nor_transformers(starter_weights: catalogue.Model):
    code = (
        "import django, sys, json; django.setup()\n"
        "from tools import catalogue; from tools.engines import registry, tokens\n"
        f"count = tokens.count_prompt(catalogue.MODELS[0], {CHATS[0]!r})\n"
        "print(json.dumps([count, 'torch' in sys.modules, 'transformers' in sys.modules]))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rewind.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [count_prompt(starter_weights, CHATS[0]), False, False]


def test_an_upstream_prompt_is_counted_from_above():
    upstream = catalogue.Model("upstream", "Up", "text", "", "upstream", "up", 4096)
    assert count_prompt(upstream, [{"role": "user", "content": "你好"}]) >= len("你好".encode())


def test_a_missing_tokenizer_is_one_clear_line(settings, tmp_path):
    settings.MODELS_DIR = tmp_path
    with pytest.raises(weights.BrokenWeights, match=r"run `python manage\.py weights`"):
        count_prompt(catalogue.MODELS[0], CHATS[0])
