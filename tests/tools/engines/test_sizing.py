"""Sizes from a description of a machine."""

import pytest
from django.conf import settings
from transformers import AutoConfig

from tools import catalogue, weights
from tools.engines.sizing import GIB, Machine, Shape, TooSmall, sizes
from tools.engines.text.loading import choose

STARTER = Shape(weights=134_515_008, layers=30, kv_heads=3, head_dim=64, context=8_192)
SEVEN = Shape(weights=7_615_616_512, layers=28, kv_heads=4, head_dim=128, context=32_768)
SMALL_CPU = Machine("cpu", 20 * GIB, cores=2)
H100 = Machine("cuda", 79 * GIB, cores=16, bfloat16=True)


def test_two_cores_and_24_gib_run_the_starter_in_float32_with_room_for_whole_contexts():
    chosen = sizes(SMALL_CPU, STARTER, requests=32)
    assert (chosen.dtype, chosen.threads, chosen.requests) == ("float32", 2, 32)
    assert chosen.cache_tokens >= STARTER.context
    assert chosen.cache_tokens * STARTER.cache_bytes(4) < 3 * GIB


def test_an_80_gb_gpu_runs_7b_in_bfloat16_and_fills_what_the_weights_leave():
    chosen = sizes(H100, SEVEN, requests=256)
    used = SEVEN.weights * 2 + chosen.cache_tokens * SEVEN.cache_bytes(2)
    assert chosen.dtype == "bfloat16"
    assert 0.8 * H100.memory < used < H100.memory
    assert chosen.cache_tokens > 256 * 2_048


def test_a_cpu_that_multiplies_bfloat16_uses_it():
    assert sizes(Machine("cpu", 60 * GIB, 8, bfloat16=True), SEVEN, requests=8).dtype == "bfloat16"


def test_settings_win_over_what_would_be_chosen():
    chosen = sizes(SMALL_CPU, STARTER, requests=4, dtype="bfloat16", threads=1, cache_tokens=4_096, batch_tokens=64)
    assert (chosen.dtype, chosen.threads, chosen.cache_tokens, chosen.batch_tokens) == ("bfloat16", 1, 4_096, 64)


def test_a_batch_has_room_for_a_token_of_each_request():
    assert sizes(SMALL_CPU, STARTER, requests=1_000).batch_tokens >= 1_000


@pytest.mark.parametrize("machine", [Machine("cuda", 10 * GIB, 8, bfloat16=True), Machine("cpu", 16 * GIB, 4)])
def test_a_model_that_does_not_fit_is_refused_with_the_figures(machine: Machine):
    with pytest.raises(TooSmall, match=r"takes \d+\.\d GiB"):
        sizes(machine, SEVEN, requests=8)


def test_the_starters_shape_is_read_from_its_own_config(starter_weights: catalogue.Model):
    config = AutoConfig.from_pretrained(weights.folder(starter_weights))
    assert config.max_position_embeddings == starter_weights.context_length
    assert choose(config, starter_weights).requests == settings.TEXT_CONCURRENCY
