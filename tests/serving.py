"""What in-process tests of /api and /v1 need around the web process: a broker, the model's tokenizer, a ready worker.

No worker runs: what these tests start waits in the queue. `tests.live` has the whole site.
"""

import pytest

from tests.valkey import Valkey
from tools import catalogue, readiness, weights


@pytest.fixture(scope="session")
def starter() -> catalogue.Model:
    """The starter model, its weights unpacked: counting a prompt needs the tokenizer's file."""
    model = catalogue.model("smollm2-135m-instruct")
    weights.prepare(model)
    return model


@pytest.fixture
def serving(starter: catalogue.Model, broker: Valkey) -> catalogue.Model:
    """A site whose text worker said that it is ready."""
    readiness.publish("text", "test", "ready", "", [starter.slug], 0)
    return starter
