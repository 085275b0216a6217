"""Choosing tokens."""

from types import SimpleNamespace

import pytest
import torch

from tools.engines.text import sampling
from tools.engines.text.sampling import PerRequestSampling, Sampling, uniform

VOCABULARY = 1_000


def draw(scores: torch.Tensor, *how: Sampling, position: int = 0) -> list[int]:
    """The tokens that the manager would take, by the way of the CPU."""
    chooser = PerRequestSampling()
    states = [SimpleNamespace(logit_processor_kwargs={"sampling": each}, position_offset=position) for each in how]
    requests = [SimpleNamespace(has_new_token=True, state=state) for state in states]
    arguments = chooser.prepare_tensor_args(requests, torch.zeros(3, 64, dtype=torch.int32))
    return chooser(None, scores.clone(), arguments).argmax(-1).tolist()


def test_temperature_zero_takes_the_likeliest():
    scores = torch.randn(3, VOCABULARY)
    assert draw(scores, *[Sampling(0.0, 1.0, seed) for seed in range(3)]) == scores.argmax(-1).tolist()


def test_a_row_draws_the_same_whatever_the_other_rows_do():
    scores, how = torch.randn(4, VOCABULARY), Sampling(1.0, 0.9, 7)
    alone = draw(scores[:1], how)
    assert draw(scores, how, Sampling(0.0, 1.0, 1), Sampling(2.0, 0.5, 2), how)[0] == alone[0]


def test_tokens_come_as_often_as_they_are_likely():
    logits = torch.tensor([[2.0, 1.0, 0.0, -1.0]])
    drawn = [draw(logits, Sampling(1.0, 1.0, seed))[0] for seed in range(4_000)]
    shares = torch.bincount(torch.tensor(drawn), minlength=4) / len(drawn)
    assert torch.allclose(shares, torch.softmax(logits[0], -1), atol=0.03)


def test_top_p_leaves_out_the_unlikely_tail():
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.15, 0.05]]))
    assert {draw(logits, Sampling(1.0, 0.7, seed))[0] for seed in range(200)} == {0, 1}
    assert {draw(logits, Sampling(1.0, 0.0, seed))[0] for seed in range(20)} == {0}


def test_a_nucleus_larger_than_the_guess_is_found_by_sorting():
    flat = torch.zeros(1, VOCABULARY)
    assert max(draw(flat, Sampling(1.0, 0.9, seed))[0] for seed in range(300)) > sampling._NUCLEUS_GUESS


@pytest.mark.parametrize("top_p", [1.0, 0.8, 0.3])
def test_the_way_of_the_gpu_chooses_what_the_way_of_the_cpu_does(top_p: float):
    scores = torch.randn(64, VOCABULARY) * 2
    heat = torch.tensor([0.0, 0.5, 1.0, 1.5] * 16)
    numbers = torch.tensor([uniform(seed, 3) for seed in range(64)])
    on_gpu = sampling._choose(scores.clone(), heat, torch.full((64,), top_p), numbers).argmax(-1)
    on_cpu = sampling._choose_by_row(scores.clone(), heat.tolist(), [top_p] * 64, numbers.tolist()).argmax(-1)
    # The GPU's way sorts and so cumulates in another order: the same distribution, and the same token where it matters.
    greedy = heat == 0
    assert torch.equal(on_gpu[greedy], on_cpu[greedy])
    if top_p < 1:
        assert (on_gpu == on_cpu).float().mean() > 0.95


def test_random_numbers_are_spread_evenly_and_differ_by_seed_and_position():
    numbers = [uniform(seed, position) for seed in range(50) for position in range(50)]
    assert len(set(numbers)) > 2_450
    assert 0 <= min(numbers) < 0.01
    assert 0.99 < max(numbers) < 1
    assert abs(sum(numbers) / len(numbers) - 0.5) < 0.02


def test_a_request_without_sampling_is_refused():
    with pytest.raises(TypeError):
        PerRequestSampling().check_kwargs({"temperature": 1.0})
