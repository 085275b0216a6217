"""Which decoder and which numbers a machine gets."""

import pytest
from transformers import AutoConfig, LlamaConfig

from tools import catalogue, weights
from tools.engines.text import loading, packed

pytestmark = pytest.mark.skipif(not packed.supported(), reason="this CPU or this torch has no kernels for it")


@pytest.fixture
def config(starter_weights: catalogue.Model, settings, monkeypatch: pytest.MonkeyPatch) -> LlamaConfig:
    """The starter's config, on a CPU that multiplies bfloat16 itself."""
    settings.TEXT_DEVICE, settings.TEXT_DTYPE, settings.TEXT_WEIGHTS = "cpu", "auto", "auto"
    monkeypatch.setattr(loading, "_cpu_has_bfloat16", lambda: True)
    return AutoConfig.from_pretrained(weights.folder(starter_weights))


def test_a_cpu_with_bfloat16_packs_too_for_only_packed_answers_the_same_in_any_crowd(config: LlamaConfig):
    assert loading.packs(config)
    assert loading.choose(config, catalogue.MODELS[0]).dtype == "float32"


@pytest.mark.parametrize(("name", "value"), [("TEXT_WEIGHTS", "plain"), ("TEXT_DTYPE", "bfloat16")])
def test_who_asks_for_something_else_gets_it(name: str, value: str, config: LlamaConfig, settings):
    setattr(settings, name, value)
    assert not loading.packs(config)
    assert loading.choose(config, catalogue.MODELS[0]).dtype == "bfloat16"


def test_a_model_of_another_shape_is_not_packed_and_uses_bfloat16(config: LlamaConfig):
    config.rope_parameters = {"rope_type": "linear", "rope_theta": 10_000.0, "factor": 2.0}
    assert not loading.packs(config)
    assert loading.choose(config, catalogue.MODELS[0]).dtype == "bfloat16"
